# nnft_warnings: how this project compiles its own sources. Linked PRIVATE, so users do not inherit it.
#
# No fused contraction and no fast-math anywhere: both change the bits of a result.
add_library(nnft_warnings INTERFACE)
target_compile_options(nnft_warnings INTERFACE -Wall -Wextra -Wpedantic -ffp-contract=off)
if(NNFT_WERROR)
  target_compile_options(nnft_warnings INTERFACE -Werror)
endif()
if(NNFT_SANITIZE)
  target_compile_options(nnft_warnings INTERFACE -fsanitize=${NNFT_SANITIZE} -fno-sanitize-recover=all
                                                 -fno-omit-frame-pointer)
  target_link_options(nnft_warnings INTERFACE -fsanitize=${NNFT_SANITIZE})
endif()
