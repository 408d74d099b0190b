# FindNnftParallelHdf5: MPI::MPI_CXX and a parallel hdf5::hdf5, or a message that says what to install.
#
# MPI comes first: the headers of a parallel HDF5 include mpi.h.
find_package(MPI 3.1 REQUIRED COMPONENTS C CXX)
set(HDF5_PREFER_PARALLEL TRUE)
find_package(HDF5 1.10 COMPONENTS C)

set(_nnft_hdf5_advice
    "Install the package libhdf5-openmpi-dev (Debian, Ubuntu), or set HDF5_ROOT to an HDF5 that was built with "
    "--enable-parallel and for the same MPI. -DNNFT_WITH_MPI=OFF builds the library alone.")
if(NOT HDF5_FOUND)
  message(FATAL_ERROR "HDF5 was not found (results are written with it). " ${_nnft_hdf5_advice})
elseif(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "The HDF5 in ${HDF5_INCLUDE_DIRS} is serial (all ranks write one file). " ${_nnft_hdf5_advice})
endif()
unset(_nnft_hdf5_advice)
set(NnftParallelHdf5_FOUND TRUE)
