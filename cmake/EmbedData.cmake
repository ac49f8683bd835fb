# cmake -D OUTPUT=FILE.cpp -D HEADER=HEADER -D TYPE=TYPE -D TABLE=NAME [-D HASHED=ON] -P EmbedData.cmake -- FILE...
#   Writes each FILE into OUTPUT as a char array, so that any byte and any size is safe. The table NAME, which HEADER
#   declares as an array of TYPE, holds name and text, with HASHED also the SHA-256; NAMECount is how many there are.
cmake_minimum_required(VERSION 3.25)
set(files "")
set(after_dashes FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(after_dashes)
    list(APPEND files "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(after_dashes TRUE)
  endif()
endforeach()
if(NOT OUTPUT OR NOT HEADER OR NOT TYPE OR NOT TABLE OR NOT files)
  message(FATAL_ERROR "EmbedData: OUTPUT, HEADER, TYPE, TABLE and at least one file are needed")
endif()

set(arrays "")
set(table "")
set(count 0)
foreach(file IN LISTS files)
  file(READ "${file}" bytes HEX)
  get_filename_component(name "${file}" NAME)
  string(LENGTH "${bytes}" size)
  math(EXPR size "${size} / 2")
  # The closing zero keeps an empty file from being an empty array; it is not part of the text.
  string(REGEX REPLACE "(..)" "'\\\\x\\1', " bytes "${bytes}")
  # Eight bytes a line: compilers and people dislike lines of a megabyte.
  string(REGEX REPLACE "(('.x..', )('.x..', )('.x..', )('.x..', )('.x..', )('.x..', )('.x..', )('.x..', ))" "\\1\n" bytes "${bytes}")
  string(APPEND arrays "constexpr char kFile${count}[] = {\n${bytes}'\\0'};\n\n")
  set(hash "")
  if(HASHED)
    file(SHA256 "${file}" hash)
    set(hash ", \"${hash}\"")
  endif()
  string(APPEND table "    {\"${name}\", std::string_view(kFile${count}, ${size})${hash}},\n")
  math(EXPR count "${count} + 1")
endforeach()

file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT "// Made by cmake/EmbedData.cmake.
#include \"@HEADER@\"

namespace logscan::detail {
namespace {

@arrays@}  // namespace

const @TYPE@ @TABLE@[] = {
@table@};
const std::size_t @TABLE@Count = @count@;

}  // namespace logscan::detail
")
