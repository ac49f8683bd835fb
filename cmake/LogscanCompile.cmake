# Warnings, sanitizers and reproducibility for our own targets; third-party code is not touched.
add_library(logscan_compile INTERFACE)
target_compile_options(logscan_compile INTERFACE
  -Wall -Wextra -Wpedantic
  $<$<COMPILE_LANGUAGE:CXX>:-Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
    -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough>
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wuseless-cast -Wno-restrict>
  # std::stable_sort of g++ 12's library uses what it calls deprecated itself.
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:Clang>>:-Wno-deprecated-declarations>
  $<$<BOOL:${LOGSCAN_WERROR}>:-Werror>
  # Two builds in different folders give the same bytes.
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -ffile-prefix-map=${PROJECT_BINARY_DIR}=build)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # SSE4.2 and POPCNT: every x86-64 machine since 2009.
  target_compile_options(logscan_compile INTERFACE -march=x86-64-v2)
endif()
if(LOGSCAN_SANITIZE)
  target_compile_options(logscan_compile INTERFACE -fsanitize=${LOGSCAN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(logscan_compile INTERFACE -fsanitize=${LOGSCAN_SANITIZE})
endif()

# logscan_needs_no_speed(TARGET...): what works once a case, not once a line. Most of a check with a sanitizer is
# compilation, and without the optimiser it takes half of the time.
function(logscan_needs_no_speed)
  if(LOGSCAN_SANITIZE)
    foreach(target IN LISTS ARGN)
      target_compile_options(${target} PRIVATE -O0)
    endforeach()
  endif()
endfunction()
