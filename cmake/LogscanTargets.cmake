# logscan_layer(NAME SOURCES ... [DEPENDS layer ...] [PRIVATE target ...])
#   One static library a layer. DEPENDS names the layers below it; PRIVATE the third-party targets it hides.
function(logscan_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(logscan_${name} STATIC ${arg_SOURCES})
  add_library(logscan::${name} ALIAS logscan_${name})
  target_include_directories(logscan_${name} PUBLIC
    ${PROJECT_SOURCE_DIR}/lib ${PROJECT_SOURCE_DIR}/lib/include ${PROJECT_BINARY_DIR}/lib/include ${PROJECT_SOURCE_DIR})
  # The objects land in the umbrella library: they carry its visibility.
  target_compile_definitions(logscan_${name} PRIVATE
    $<IF:$<BOOL:${BUILD_SHARED_LIBS}>,logscan_EXPORTS,LOGSCAN_STATIC_DEFINE>)
  target_compile_features(logscan_${name} PUBLIC cxx_std_20)
  target_link_libraries(logscan_${name} PRIVATE logscan_compile)
  foreach(layer IN LISTS arg_DEPENDS)
    target_link_libraries(logscan_${name} PUBLIC logscan_${layer})
  endforeach()
  target_link_libraries(logscan_${name} PRIVATE ${arg_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY LOGSCAN_LAYERS logscan_${name})
  set_property(GLOBAL APPEND PROPERTY LOGSCAN_LINKED ${arg_PRIVATE})
endfunction()

# logscan_test(NAME SOURCES ... LABEL label [LIBS ...] [DEFINITIONS ...] [TIMEOUT seconds])
#   One GoogleTest program with access to every layer; each of its tests is a CTest of its own. With a sanitizer a process
#   takes longer to start than most tests to run: there each quarter of the program is one. GTEST_FILTER chooses.
function(logscan_test name)
  cmake_parse_arguments(arg "" "TIMEOUT;LABEL" "SOURCES;LIBS;DEFINITIONS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE LOGSCAN_STATIC_DEFINE
    LOGSCAN_TESTDATA="${PROJECT_SOURCE_DIR}/testdata" LOGSCAN_SOURCE_ROOT="${PROJECT_SOURCE_DIR}" ${arg_DEFINITIONS})
  target_link_libraries(${name} PRIVATE logscan_compile logscan_all_layers GTest::gmock_main ${arg_LIBS})
  if(NOT LOGSCAN_SANITIZE)
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS ${arg_LABEL})
    return()
  endif()
  foreach(part RANGE 3)
    add_test(NAME ${name}.${part} COMMAND ${name})
    set_tests_properties(${name}.${part} PROPERTIES TIMEOUT 900 LABELS ${arg_LABEL}
      ENVIRONMENT "GTEST_TOTAL_SHARDS=4;GTEST_SHARD_INDEX=${part}")
  endforeach()
endfunction()
