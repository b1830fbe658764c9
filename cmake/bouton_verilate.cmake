# SPDX-License-Identifier: Apache-2.0
# bouton_verilate(target TOP module PREFIX Vname SOURCES files... [TRACE] [ARGS arguments...])
# A static library of a Verilated model. Users include <PREFIX.h>: a system include, no warnings.
# Defaults chosen for speed; ARGS come after them, so a caller can choose otherwise (ARGS --assert).
# Verilator runs when the library is built, not when CMake does: broken RTL breaks only what needs
# it. TRACE adds FST tracing (verilated_fst_c.h).
find_program(VERILATOR verilator)
find_path(VERILATOR_INCLUDE verilated.h
          PATHS /usr/share/verilator/include /usr/local/share/verilator/include)

function(bouton_generated_code target)
  set_target_properties(${target} PROPERTIES CXX_CLANG_TIDY "")
  target_compile_options(${target} PRIVATE -w $<$<BOOL:${BOUTON_NATIVE}>:-march=native>)
  target_include_directories(${target} SYSTEM PUBLIC
                             ${VERILATOR_INCLUDE} ${VERILATOR_INCLUDE}/vltstd)
  target_compile_definitions(${target} PUBLIC VM_SC=0 VM_TRACE=1 VM_TRACE_FST=1 VM_COVERAGE=0)
endfunction()

# Verilator's own runtime, once for all models.
if(NOT TARGET bouton_verilator_runtime)
  add_library(bouton_verilator_runtime STATIC ${VERILATOR_INCLUDE}/verilated.cpp
              ${VERILATOR_INCLUDE}/verilated_threads.cpp ${VERILATOR_INCLUDE}/verilated_fst_c.cpp)
  bouton_generated_code(bouton_verilator_runtime)
  target_link_libraries(bouton_verilator_runtime PUBLIC Threads::Threads ZLIB::ZLIB atomic)
endif()

function(bouton_verilate target)
  cmake_parse_arguments(ARG "TRACE" "TOP;PREFIX" "SOURCES;ARGS" ${ARGN})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}.dir)
  set(sources)
  foreach(source ${ARG_SOURCES})
    get_filename_component(path ${source} ABSOLUTE)
    list(APPEND sources ${path})
  endforeach()
  if(ARG_TRACE)
    set(trace --trace-fst --trace-structs)
  endif()
  add_custom_command(
    OUTPUT ${folder}/fast.cpp ${folder}/slow.cpp ${folder}/${ARG_PREFIX}.h
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${folder}
    COMMAND ${VERILATOR} --cc --prefix ${ARG_PREFIX} --top-module ${ARG_TOP} --Mdir ${folder}
            -O3 -fno-const-bit-op-tree --x-assign fast --x-initial fast --noassert
            ${trace} ${ARG_ARGS} ${sources}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -P ${CMAKE_SOURCE_DIR}/cmake/verilated_sources.cmake
    DEPENDS ${sources} ${CMAKE_SOURCE_DIR}/cmake/verilated_sources.cmake
    COMMENT "Verilating ${ARG_TOP}"
    VERBATIM)
  add_library(${target} STATIC ${folder}/fast.cpp ${folder}/slow.cpp)
  bouton_generated_code(${target})
  set_source_files_properties(${folder}/slow.cpp PROPERTIES COMPILE_OPTIONS -O1)  # runs once
  target_include_directories(${target} SYSTEM PUBLIC ${folder})
  target_link_libraries(${target} PUBLIC bouton_verilator_runtime)
endfunction()
