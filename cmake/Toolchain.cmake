# Warnings, linker and sanitizers for every target of the project.
add_library(parley_options INTERFACE)
target_include_directories(parley_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(parley_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports false positives inside the standard library and Boost at -O2 and above.
  target_compile_options(parley_options INTERFACE
    -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict -Wno-dangling-pointer
    -Wno-free-nonheap-object -Wno-error=null-dereference)
  # GCC collects garbage again and again, which takes a twentieth of the time. With 3 GB a core it need not: no source
  # takes more than 2.
  cmake_host_system_information(RESULT megabytes QUERY TOTAL_PHYSICAL_MEMORY)
  cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
  math(EXPR megabytes_a_core "${megabytes} / ${cores}")
  if(megabytes_a_core GREATER 3000)
    target_compile_options(parley_options INTERFACE --param=ggc-min-heapsize=1000000)
  endif()
endif()

find_program(PARLEY_MOLD mold)
find_program(PARLEY_LLD ld.lld)
if(PARLEY_MOLD)
  target_link_options(parley_options INTERFACE -fuse-ld=mold)
elseif(PARLEY_LLD)
  target_link_options(parley_options INTERFACE -fuse-ld=lld)
endif()

find_program(PARLEY_CCACHE ccache)
if(PARLEY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PARLEY_CCACHE})
endif()

if(PARLEY_SANITIZE)
  add_compile_options(-fsanitize=${PARLEY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PARLEY_SANITIZE})
  if(PARLEY_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)  # Asio's fences are not understood; each io_context here has one thread
  endif()
endif()
if(PARLEY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # coverage of the libraries, which is what guides the fuzzer
endif()
