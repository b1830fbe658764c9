# SPDX-License-Identifier: Apache-2.0
"""Emitters of spec/generate.py: for each language one module with `emit(definition) -> text`."""
