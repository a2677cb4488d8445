# shellcheck shell=sh
# What a test of several processes needs: MPI, or it is skipped; and more processes than cores, by
# root. Sourced after common.sh.
# shellcheck disable=SC2154 # work is set there

bin=${BIN:-bin}
if [ ! -x "$bin/n2v-train-mpi" ] || ! command -v mpirun >/dev/null; then
  echo "ok 1 - # SKIP n2v-train-mpi: no MPI here (tools/install-deps.sh mpi)"
  echo 1..1
  exit 0
fi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_orte_tmpdir_base="$work"
