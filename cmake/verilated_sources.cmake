# SPDX-License-Identifier: Apache-2.0
# Run by bouton_verilate after Verilator: gathers the files it wrote into FOLDER/fast.cpp (what runs
# every cycle) and FOLDER/slow.cpp (construction, symbols), so that CMake need not know their names.
file(GLOB generated ${FOLDER}/*.cpp)
set(fast "")
set(slow "")
foreach(file ${generated})
  get_filename_component(name ${file} NAME)
  if(name MATCHES "(__Slow|__Syms)\\.cpp$")
    string(APPEND slow "#include \"${name}\"\n")
  else()
    string(APPEND fast "#include \"${name}\"\n")
  endif()
endforeach()
file(WRITE ${FOLDER}/fast.cpp "${fast}")
file(WRITE ${FOLDER}/slow.cpp "${slow}")
