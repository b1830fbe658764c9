# SPDX-License-Identifier: Apache-2.0
# bouton_test(NAME sources... LIBS targets...): a Catch2 executable whose cases are CTest tests,
# labelled with the folder. Each test executable gets its main from tests/main.cpp.
include(Catch)

if(NOT TARGET bouton_test_main)
  add_library(bouton_test_main OBJECT ${CMAKE_SOURCE_DIR}/tests/main.cpp)
endif()

function(bouton_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES} $<TARGET_OBJECTS:bouton_test_main>)
  target_link_libraries(${name} PRIVATE bouton_options Catch2::Catch2 ${ARG_LIBS})
  get_filename_component(label ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  catch_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES LABELS ${label}
                       WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()
