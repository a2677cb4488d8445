# UNTESTED: a start for nixpkgs. Build with: nix-build packaging/nix
{ pkgs ? import <nixpkgs> { } }:

pkgs.stdenv.mkDerivation rec {
  pname = "n2v";
  version = "1.0.0";
  src = ../..;

  nativeBuildInputs = [ pkgs.pkg-config pkgs.gawk ];
  buildInputs = with pkgs; [ inih jemalloc zlib zstd liblinear ];
  checkInputs = [ pkgs.cmocka ];

  env.N2V_NO_INSTALL = "1";
  makeFlags = [ "PREFIX=${placeholder "out"}" ];
  doCheck = true;
  checkTarget = "unit";

  postPatch = "patchShebangs tools tests";

  meta = with pkgs.lib; {
    description = "node2vec vectors for the nodes of a graph";
    license = licenses.mit;
    platforms = platforms.linux;
  };
}
