# parley_library(name SOURCES ... DEPS ... APART ...): one folder, one target. A folder of headers alone is an INTERFACE
# library. APART: sources that share names with others of the folder.
function(parley_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;APART" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC parley_options ${ARG_DEPS})
    parley_together(${name} 8)
    if(ARG_APART)
      set_source_files_properties(${ARG_APART} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE parley_options ${ARG_DEPS})
  endif()
endfunction()

# parley_together(target MOST): its sources are compiled up to MOST at a time, since their headers take longer than they
# do. Names in unnamed namespaces must differ within a target.
function(parley_together target most)
  if(PARLEY_TOGETHER)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE BATCH UNITY_BUILD_BATCH_SIZE ${most})
  endif()
endfunction()

# parley_test(folder DEPS ...): all tests/<folder>/*_test.cpp in one program, each case known to CTest.
function(parley_test folder)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cpp)
  if(NOT sources)
    message(FATAL_ERROR "tests/${folder} holds no *_test.cpp")
  endif()
  string(REPLACE "/" "_" target "test_${folder}")
  add_executable(${target} ${sources})
  target_link_libraries(${target} PRIVATE parley_options ${ARG_DEPS} parley_source_dir GTest::gtest GTest::gtest_main
                        rapidcheck)
  # They instantiate the same engines for the same protocol.
  parley_together(${target} 6)
  add_test(NAME ${folder} COMMAND ${target} --gtest_brief=1)
  set_tests_properties(${folder} PROPERTIES TIMEOUT 900)
  set_property(GLOBAL APPEND PROPERTY PARLEY_TEST_FOLDERS ${folder})
endfunction()
