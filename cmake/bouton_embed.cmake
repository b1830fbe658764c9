# SPDX-License-Identifier: Apache-2.0
# bouton_embed(OUTPUT FUNCTION FILES...): C++ that holds text files, as
# `std::span<const LibraryFile> bouton::compiler::FUNCTION()` of compiler/library/library.hpp. Run
# when CMake configures, which it does again when a file changes.
function(bouton_embed output function)
  set(list "")
  foreach(file ${ARGN})
    get_filename_component(path ${file} ABSOLUTE)
    get_filename_component(name ${file} NAME_WE)
    file(RELATIVE_PATH place ${CMAKE_SOURCE_DIR} ${path})
    file(READ ${path} text)
    string(APPEND list "    {\"${name}\", \"${place}\", R\"NET(${text})NET\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  endforeach()
  set(code "// SPDX-License-Identifier: Apache-2.0
// Written by cmake/bouton_embed.cmake.
#include \"compiler/library/library.hpp\"

namespace bouton::compiler {

std::span<const LibraryFile> ${function}() {
  static constexpr LibraryFile files[] = {
${list}  };
  return files;
}

}  // namespace bouton::compiler
")
  set(before "")
  if(EXISTS ${output})
    file(READ ${output} before)
  endif()
  if(NOT before STREQUAL code)
    file(WRITE ${output} "${code}")
  endif()
endfunction()
