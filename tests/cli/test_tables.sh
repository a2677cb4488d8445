#!/bin/sh
# Tables as people have them: read right, or refused with a message that says what to type. The
# files of tests/data/tables first, one case for each line of its expected.tsv; then more of their
# kinds, written here.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

tables=tests/data/tables

# shellcheck source=tests/cli/tables.sh
. tests/cli/tables.sh

# ------------------------------------------------------------------------------ expected.tsv
reads 'pandas, with its index' $tables/pandas-index-w.tsv '10 20 0.5; 10 30 0.9; 20 30 0.5'
notes 'left out: column 1 \(row numbers\)'
reads 'R, with row names' $tables/r-rownames-noq.txt '10 20 0.5; 20 30 0.5'
reads 'a column id in front' $tables/id-first.csv '10 20; 10 30; 20 30'
reads 'a type that is no weight' $tables/stw.csv '1 2 0.5; 2 3 0.25'
notes "left out: 'type'"
reads 'target before source' $tables/tsrc.csv '2 1; 3 2' -directed
reads 'Gephi' $tables/gephi.csv '1 2 3; 1 3 1; 2 3 7'
notes "left out: 'Type', 'Id', 'Label'"
refuses 'an adjacency list unsaid' $tables/silent.adjlist \
  'the lines differ in their number of columns.*: an adjacency list\? -format adjlist'
reads 'an adjacency list' $tables/silent.adjlist '1 2; 1 3; 1 4; 2 3; 2 4; 2 5; 4 5' -format adjlist
refuses "DeepWalk's, unsaid" $tables/dw.adjlist 'an adjacency list\? -format adjlist'
! grep -q -- -unweighted "$work/err"
result '... never advises -unweighted'
reads "networkx's adjacency list" $tables/a.adjlist '0 1; 0 2; 0 3; 1 2; 2 3' -format adjlist
reads 'BioGRID tab3' $tables/biogrid.tab3.txt '2318 6416; 88 84665'
reads "a comment that names columns" $tables/hin2vec.tsv '1 20; 2 20'
refuses 'users and items share names' $tables/goodbooks-collide.csv \
  'users and items share names.*-format ratings.*-bipartite'
reads 'goodbooks as ratings' $tables/goodbooks-collide.csv '1 2 0.2231; 1 3 0.9163' \
  -format ratings -min-rating 2 -min-weight -100
reads 'goodbooks, both sides' $tables/goodbooks-collide.csv \
  'book_id:1 user_id:1 5; book_id:1 user_id:2 3; book_id:2 user_id:1 4; book_id:2 user_id:3 2; book_id:3 user_id:2 5' \
  -bipartite
refuses 'RecBole' $tables/recbole.inter "users and items share names.*'user_id'.*-bipartite"
reads 'CF4J, both sides' $tables/cf4j.csv 'item:1 user:1 4; item:1 user:2 3; item:3 user:1 5' -bipartite
prints 'MovieLens, both sides' 0 '^edges 4' bin/n2v-graph -input $tables/ml-bip.csv -bipartite -stats
grep -q '^nodes 6$' "$work/out"
result '... 3 users and 3 films'
prints "KONECT's bip" 0 '^edges 5' bin/n2v-graph -input $tables/out.konect-bip -stats
grep -q '^nodes 5$' "$work/out"
result '... 2 users and 3 items'
reads 'one percent sign, pattern' $tables/bio-single-percent.mtx '1 2; 1 3; 2 3; 3 4'
reads 'one percent sign, real' $tables/real-single-percent.mtx '1 2 0.5; 1 3 1.5; 2 3 2; 3 4 1'
reads 'nodes and edges counted in the first line' $tables/nm-first.txt '1 2; 1 3; 2 3; 3 4'
notes 'the first line, which counts 4 edges, left out'
refuses 'triples' $tables/fb.tsv 'column 2 is the same text.*triples.*-columns 1,3'
reads 'triples, told' $tables/fb.tsv '/m/01 /m/09; /m/01 /m/33; /m/02 /m/09' -columns 1,3
refuses 'JSON' $tables/g.json 'JSON.*networkx'
reads 'STRING, detailed' $tables/string-detailed.txt \
  '9606.ENSP01 9606.ENSP02 490; 9606.ENSP01 9606.ENSP03 198'
notes "weight 'combined_score'"
refuses 'blanks in names' $tables/sptab.tsv 'white space inside a name: -blanks _'
reads 'blanks in names, told' $tables/sptab.tsv 'Florence Verrocchio; Leonardo_da_Vinci Verrocchio' -blanks _
reads 'numbers in names' $tables/sptab3.tsv 'Blink_182 U2; Muse Sum_41' -blanks _
refuses 'Gephi with names' $tables/gephi-names.csv 'white space inside a name: -blanks _'
reads 'Gephi with names, told' $tables/gephi-names.csv 'Ann_Lee Bob 3; Bob Cy_Young 1' -blanks _
notes 'directed \(Type says so in all rows\)'
reads "quotes of R in a TSV" $tables/rq2.tsv 'a b 2; b c 3'
reads 'hashtags' $tables/hashtags.csv '#ai #python 3; #ai ml 2; #datascience #python 5'
refuses 'E-values' $tables/evalue.txt 'too small for single precision'
reads 'comments behind edges' $tables/trailing.txt 'a b; a c; b c'
reads 'three columns of whole numbers' $tables/htr.txt '0 1 1; 0 2 1; 0 3 2; 1 2 3'
notes 'first edge 0 - 1, weight 1'

# ------------------------------------------------------------------------- columns by name
r 'Neo4j' ':START_ID,since:int,weight:float,:END_ID,:TYPE\n1,9,0.5,2,KNOWS\n2,9,2,3,KNOWS\n' '1 2 0.5; 2 3 2'
r 'Neo4j with groups' ':START_ID(Person)\t:END_ID(Person)\n1\t2\n2\t3\n' '1 2; 2 3'
r "R's write.csv" '"","from","to","weight"\n"1","a","b",2\n"2","b","c",3\n' 'a b 2; b c 3'
r "R's write.table" '"from" "to"\n"1" "a" "b"\n"2" "b" "c"\n' 'a b; b c'
r 'pandas, read and written again' 'Unnamed: 0,src,dst,w\n0,1,2,0.5\n1,2,3,0.5\n' '1 2 0.5; 2 3 0.5'
r 'a byte order mark and semicolons' '\0357\0273\0277Source;Target;Weight\n1;2;0.5\n' '1 2 0.5'
r 'SNAP' '# Nodes: 3 Edges: 2\n# FromNodeId\tToNodeId\n1\t2\n2\t3\n' '1 2; 2 3'
r 'a header in any case' 'SOURCE,target,WeIgHt\nx,y,2\ny,z,3\n' 'x y 2; y z 3'
r 'a unit behind the name' 'Source,Target,Weight (kg)\n1,2,5\n2,3,6\n' '1 2 5; 2 3 6'
r 'trips between stations' 'from_station_id,to_station_id,start_time,trips\n1,2,2020,5\n2,3,2020,6\n' '1 2 5; 2 3 6'
r 'genes over genes' 'gene1,gene2\nTP53,MDM2\nBRCA1,BARD1\n' 'BARD1 BRCA1; MDM2 TP53'
r 'GeneA and GeneB' 'GeneA\tGeneB\nTP53\tMDM2\nMDM2\tAKT1\n' 'AKT1 MDM2; MDM2 TP53'
r 'id1 and id2 of Twitch' 'id1,id2\n0,1\n0,2\n' '0 1; 0 2'
r 'subject, predicate, object' 'subject,predicate,object\nA,knows,B\nB,likes,C\n' 'A B; B C'
r 'words over numbers' 'Ursprung,Ziel\n1,2\n2,3\n' '1 2; 2 3'
r 'a header in quotes and CRLF' '"Source","Target"\r\n"a","b"\r\n"b","c"\r\n' 'a b; b c'
r 'nodes called node1, node2' 'node1 node2\nnode2 node3\nnode3 node1\n' 'node1 node2; node1 node3; node2 node3'
r 'a time is no weight' 'source,target,timestamp\n1,2,1082008561\n2,3,1082008562\n' '1 2; 2 3'
notes "left out: 'timestamp'"
r 'a date is no weight' 'source\ttarget\tdate\n1\t2\t2009-01-01\n2\t3\t2010-01-01\n' '1 2; 2 3'
r 'LastFM' 'userID\tartistID\tweight\n2\t51\t13883\n2\t52\t11690\n' '2 51 1.388e+04; 2 52 1.169e+04'
r 'edges with attributes behind' 'from,to,weight,comment\na,b,2,first met in Rome\nb,c,1,\n' 'a b 2; b c 1'
x 'columns of unknown names' 'Name,Value,Other,More\nAnn,IBM,3,4\n' "-columns SOURCE,TARGET.*'Name', 'Value', 'Other', 'More'"
x 'a number of unknown name' 'source,target,distance\n1,2,5\n2,3,6\n' "is 'distance' the weight\? -columns 'source,target,distance'"
r '... left out' 'source,target,distance\n1,2,5\n2,3,6\n' '1 2; 2 3' -columns source,target
r '... taken' 'source,target,distance\n1,2,5\n2,3,6\n' '1 2 5; 2 3 6' -columns source,target,distance
x 'two weights' 'source,target,count,score\n1,2,5,6\n' "which column is the weight"
x 'the same name twice' 'source,target,weight,weight\n1,2,5,6\n' "which column is the weight"
x 'two pairs of ends' 'gene_a,gene_b,symbol_a,symbol_b\n1,2,x,y\n' 'a' -columns gene_a,zzz
x 'a row shorter than the header' 'source,target,weight\n1,2,3\n2,3\n' '2 columns, where the row of names has 3'
x 'a row longer than the header' 'source,target,weight\n1,2,3\n2,3,4,5\n' '4 columns, where the row of names has 3'

# -------------------------------------------------------------------------------- -columns
r '-columns by number' '9 1 x 2 0.5\n9 2 x 3 0.7\n' '1 2 0.5; 2 3 0.7' -columns 2,4,5
r '-columns by name, reversed' 'a,b\n1,2\n2,3\n' '2 1; 3 2' -columns b,a -directed
r '-columns takes ragged lines' '1 2 3 4\n2 3\n' '1 2; 2 3' -columns 1,2
for columns in 1 2,2 1,2,1 1,2,2 1,2,3,4 '1,2,3,'; do
  x "-columns $columns" '1 2 3 4\n' 'two or three columns that differ' -columns $columns
done
x '-columns of nothing' 'from,to\n1,2\n' "no column is called 'x'.*'from', 'to'" -columns x,to
x '-columns beyond' '1 2\n' '2 columns, but -columns asks for column 9' -columns 1,9
r '-header 0' 'a b\n1 2\n2 3\n' '1 2; 2 3; a b' -header 0
r '-header 1' 'Ann Bob\nCy Dee\n' 'Cy Dee' -header 1
x 'a header that may be an edge' 'node1 node2\n1 2\n2 3\n3 4\n4 5\n5 6\n6 7\n7 8\n8 9\n9 10\n10 11\n11 12\n12 13\n13 14\n14 15\n15 16\n16 17\n17 18\n18 19\n19 20\n20 21\n21 22\n22 23\n23 24\n24 25\n25 node1\n' '-header 0 takes it as an edge'

# -------------------------------------------------------------------------------- no tables
x 'GML' 'graph [\n  node [ id 1 ]\n]\n' 'GML.*n2v-import -input .* -output g.csr'
x 'GML with a creator' 'Creator "igraph"\nVersion 1\ngraph\n[\n  node\n' 'GML.*n2v-import -input .* -output g.csr'
x 'Pajek' '*Vertices 2\n1 "a"\n2 "b"\n*Edges\n1 2\n' 'Pajek.*n2v-import'
x 'GraphML' '<?xml version="1.0"?>\n<graphml>\n<graph/>\n</graphml>\n' 'GraphML'
x 'GEXF' '<gexf xmlns="http://gexf.net/1.3">\n</gexf>\n' 'GEXF.*read_gexf'
x 'JSON lines' '{"source": 1, "target": 2}\n' 'JSON'
x 'a list of JSON' '[{"source": 1, "target": 2}]\n' 'JSON'
x 'N-Triples' '<http://a> <http://p> <http://b> .\n' 'N-Triples.*awk'
x 'Turtle' '@prefix : <http://a/> .\n:a :b :c .\n' 'Turtle'
x 'DOT' 'digraph G {\n  a -> b;\n}\n' 'DOT'
x 'DIMACS' 'c about\np sp 3 2\na 1 2 5\na 2 3 6\n' "DIMACS.*grep"
x 'UCINET' 'dl n=3 format=edgelist1\ndata:\n1 2\n' 'UCINET'
x 'GDF' 'nodedef>name VARCHAR\na\nedgedef>node1,node2\na,b\n' 'GDF'
x 'a web page' '<!DOCTYPE html>\n<html><body>404</body></html>\n' 'web page'
x 'SQL' 'INSERT INTO edges VALUES (1, 2);\n' 'SQL'
x 'a pointer of Git LFS' 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' 'git lfs pull'
x 'Parquet' 'PAR1xxxx\0000\0001' 'Parquet.*to_csv'
x 'a workbook' 'PK\0003\0004xxxx\0000' 'xlsx'
x 'a pickle' '\0200\0004\0225abc\0000' 'pickle'
x 'HDF5' '\0211HDF\r\n\0032\n\0000' 'HDF5'
x 'NumPy' '\0223NUMPY\0001\0000' 'NumPy'
x 'SQLite' 'SQLite format 3\0000\0020' 'SQLite'
x 'UTF-16 with its mark' '\0377\03761\0000 \00002\0000\n\0000' 'UTF-16.*iconv'
x 'UTF-16 without' '1\0000 \00002\0000\n\0000' 'UTF-16.*iconv'
x 'bzip2' 'BZh91AY' 'bunzip2'
x 'a matrix' '0 1 0 1 0\n1 0 1 0 0\n0 1 0 1 1\n1 0 1 0 0\n0 0 1 0 0\n' 'a matrix of numbers.*mmwrite'
x 'a matrix with names' ',A,B,C,D\nA,0,1,0,1\nB,1,0,1,0\nC,0,1,0,0\nD,1,0,0,0\n' 'a matrix of numbers'
x 'vectors' '3 4\na 0.1 0.2 0.3 0.4\nb 0.1 0.2 0.3 0.4\nc 0.1 0.2 0.3 0.4\n' "vectors in word2vec's"
x 'METIS unsaid' '5 5\n2 3\n1 3 4\n1 2\n2 5\n4\n' 'METIS\? -format metis'
r 'METIS' '% about\n5 5\n2 3\n1 3 4\n1 2\n2 5\n4\n' '1 2; 1 3; 2 3; 2 4; 4 5' -format metis
r 'METIS with weights' '3 2 1\n2 5\n1 5 3 7\n2 7\n' '1 2 5; 2 3 7' -format metis
r 'METIS with weights of nodes' '3 2 11 1\n4 2 5\n4 1 5 3 7\n4 2 7\n' '1 2 5; 2 3 7' -format metis
x 'METIS, cut short' '5 5\n2 3\n1 3 4\n' '5 nodes and 5 edges, but 2 lines' -format metis
x 'METIS from 0' '2 1\n1\n0\n' 'METIS counts them from 1' -format metis
x 'walks' '1 2 3 4 5 6\n2 3 4\n3 4 5 6 7\n' 'walks, one a line\? -walks'
x 'SIF' 'A pp B\nC pp D\nA pd C\n' 'triples.*-columns 1,3'
x 'SIF with several targets' 'A pp B C\nC pp D\nA pp C\n' 'SIF.*awk'
x 'many columns without names' '1 2 3 4\n2 3 4 5\n' '4 columns and no row that names them: -columns'
x 'a third column of words' '1 2 Undirected\n2 3 Directed\n' "column 3 would be the weight; it is 'Undirected'"
x 'a third column of words, and a line of one name' 'a b x\nc\n' 'not a finite number above 0'
x 'a third column of times' '1 2 1082008561\n3 4 1082123439\n' 'looks like a time: -columns 1,2'
x 'a third column of dates' 'a b 2009-01-01\nb c 2010-02-02\n' "it is '2009-01-01': -columns 1,2"
r '... told' '1 2 1082008561\n3 4 1082123439\n' '1 2; 3 4' -columns 1,2
r 'an adjacency list of commas' 'a,b,c\nb,c\nd\n' 'a b; a c; b c' -format adjlist
r "a user's items on a line" '1 1 2\n2 2 3\n' 'item:1 user:1; item:2 user:1; item:2 user:2; item:3 user:2' -format adjlist -bipartite

# ------------------------------------------------------------------------------ KONECT & co.
r 'KONECT sym' '% sym unweighted\n% 2 3 3\n1 2\n2 3\n' '1 2; 2 3'
r 'KONECT asym' '% asym posweighted\n1 2 3 1000000000\n3 2 1 1000000000\n' '1 2 3; 3 2 1'
notes 'directed \(the first line says asym\)'
r '... -undirected' '% asym unweighted\n1 2\n3 2\n' '1 2; 2 3' -undirected
r 'STRING links' 'protein1 protein2 combined_score\n9606.A 9606.B 490\n9606.A 9606.C 100\n' '9606.A 9606.B 490; 9606.A 9606.C 100'
r 'CAIDA without its kinds' '# serial-1\n1|2|-1\n1|3|0\n' '1 2; 1 3' -columns 1,2
r 'tuples of Python' '(1, 2)\n(2, 3)\n' '1 2; 2 3'
r 'tuples of names and a weight' "('a', 'b', 2.5)\n('b', 'c', 1)\n" 'a b 2.5; b c 1'
r 'a trailing separator' '1,2,\n2,3,\n5,6,\n' '1 2; 2 3; 5 6'
r 'tabs and blanks' '1\t2\n2 3\n3\t 4\n' '1 2; 2 3; 3 4'
r '64 bits, and more' '18446744073709551615 2\n98765432109876543210 2\n' '2 18446744073709551615; 2 98765432109876543210'
r 'leading zeros' '007 7\n7 07\n' '7 007; 7 07'
r 'the count of edges alone' '2\n1 2\n2 3\n' '1 2; 2 3'
x 'a count or an edge' '3 2\n2 1\n1 3\n' 'the number of nodes.*or an edge\? -header 1'
r '... left out' '3 2\n2 1\n1 3\n' '1 2; 1 3' -header 1
r '... an edge' '3 2\n2 1\n1 3\n' '1 2; 1 3; 2 3' -header 0
x 'a quoted field over two lines' '"a\nb",c\n"d",e\n' 'a quote that is not closed on the line'
x 'carriage returns alone' 'a b\rc d\r' "carriage return.*tr "
r 'a decimal comma' '1;2;0,5\n2;3;0,7\n' '1 2 0.5; 2 3 0.7'
x 'negative weights' 'a b 1\nb c -1\n' 'not a finite number above 0; -columns 1,2'
x 'a weight of too much' 'a b 1e39\n' 'too large for single precision'
r 'quotes doubled' 'a,"b""c"\nd,e\n' 'a bc; d e'
r 'words joined in quotes' '"Ann Lee" "Bob"\nBob Cy\n' 'Ann_Lee Bob; Bob Cy' -blanks _
r 'words joined between commas' 'Ann Lee,Bob Ray\nBob Ray,Cy  Y\n' 'Ann_Lee Bob_Ray; Bob_Ray Cy_Y' -blanks _
x '-blanks of two' 'a b\n' 'one character that joins' -blanks ab
x 'Gephi, mixed' 'Source,Target,Type\n1,2,Undirected\n2,3,Directed\n' '-directed or -undirected decides'
x 'lines that differ, -unweighted' '1 2 3 4\n2 1 3\n' 'an adjacency list\?' -unweighted

# ------------------------------------------------------------------------------- two kinds
x 'authors and papers' 'author,paper\n1,1\n1,2\n2,2\n' 'share names.*-bipartite'
r '... apart' 'author,paper\n1,1\n1,2\n' 'author:1 paper:1; author:1 paper:2' -bipartite
r '... that share none' 'author,paper\na1,p1\na1,p2\n' 'a1 p1; a1 p2'
x 'Amazon' 'A1,B1,5.0,1365811200\nA2,B2,3.0,1341100800\n' 'looks like ratings.*-format ratings.*-bipartite'
many='1\tA\t5\n1\tB\t5\n2\tA\t5\n2\tB\t4\n2\tC\t5\n3\tC\t5\n'
for case in 'u\ti\tr\n' 'user_id:token\titem_id:token\trating:float\n' 'reviewerID\tasin\toverall\n' \
  'userID\tartistID\tweight\n' '"User-ID"\t"ISBN"\t"Book-Rating"\n' 'customer_id\tmovie_id\tstars\n' ''; do
  text "$case$many"
  cut -f1-3 "$work/t" >"$work/t2"
  options='-min-rating 4 -min-weight 0.1'
  # shellcheck disable=SC2086
  case $case in u*r?n) options="$options -columns 1,2,3" ;; esac
  # shellcheck disable=SC2086
  reads "ratings under '$case'" "$work/t2" 'A B 2.197; A C 0.4055; B C 0.4055' -format ratings $options
done
r 'user and item alone' '1,A\n1,B\n2,A\n2,B\n3,C\n' 'A B 1.833' -format ratings -min-weight 0.1
r '-pair-weight count' "$many" 'A B 2; A C 1; B C 1' -format ratings -min-rating 4 -pair-weight count
r '-pair-weight cosine' "$many" 'A B 1; A C 0.5; B C 0.5' -format ratings -min-rating 4 -pair-weight cosine
r '-pair-weight pmi' "$many" 'A B 1.099; A C 0.4055; B C 0.4055' -format ratings -min-rating 4 -pair-weight pmi

# ----------------------------------------------------------------------- written and read back
for ending in txt tsv csv; do
  for case in '3 2\n2 1\n1 3\n' 'node1 node2\nnode2 x\n' '1 2 1082008561\n3 4 1082123439\n' \
    'u v\nv w\n' 'user item\nx item\n'; do
    text "$case"
    run bin/n2v-graph -quiet -input "$work/t" -header 0 -weighted -output "$work/a.csv"
    [ "$code" -eq 0 ] || run bin/n2v-graph -quiet -input "$work/t" -header 0 -output "$work/a.csv"
    bin/n2v-graph -quiet -input "$work/a.csv" -output "$work/b.$ending" &&
      bin/n2v-graph -quiet -input "$work/b.$ending" -output "$work/c.csv" &&
      cmp "$work/a.csv" "$work/c.csv" >>"$work/err"
    result "a list that reads back, .$ending: $case"
  done
done

# ------------------------------------------------------------------ walks, labels, vectors
train() { bin/n2v-train -threads 1 -size 8 -quiet "$@"; }
run train -walks $tables/baskets.txt.gz -output "$work/v.emb" -cbow 0 -hs 0 -debug 2 -min-count 2
[ "$code" -eq 0 ]
result 'walks packed by gzip, flags of word2vec'
head -n 1 "$work/v.emb" | grep -qx '12 8'
result '... .emb is text'
fails 'walks between commas' 2 "no line has two tokens.*tr ','" train -walks $tables/commawalks.txt -output "$work/x"
gunzip -c $tables/baskets.txt.gz >"$work/walks.txt"
fails 'walks as -train' 2 'walks, one a line\? -walks FILE' train -train "$work/walks.txt" -output "$work/x"
fails '-min-count of all' 2 'no token is met 1000000 times' train -walks "$work/walks.txt" -min-count 1000000 -output "$work/x"
for case in '-cbow 1' '-hs 1' '-min-count 5' '-walk-length 1'; do
  # shellcheck disable=SC2086
  fails "$case" 2 "^n2v-train: error: ${case% *}" train -input $tables/sbm.txt -output "$work/x" $case
done
printf '%%%%MatrixMarket matrix coordinate pattern general\n3 3 0\n' >"$work/none.mtx"
fails 'a graph without edges' 2 'nothing to train on' train -input "$work/none.mtx" -output "$work/x"
run bin/n2v-train -size 8 -input $tables/sbm.txt -output "$work/x" -negative 0
grep -q 'negative 0: nothing pushes vectors apart' "$work/err"
result '-negative 0 is warned of'
for ending in json parquet h5 pkl npz XLSX; do
  fails "vectors as .$ending" 2 "not written in the form of '.$ending'.*\\.npy" train -input $tables/sbm.txt -output "$work/v.$ending"
done
train -input $tables/sbm.txt -output "$work/v.CSV" && train -input $tables/sbm.txt -output "$work/v.bin"
head -n 1 "$work/v.CSV" | grep -qx 'name,d1,d2,d3,d4,d5,d6,d7,d8'
result 'vectors as CSV'
gzip -k "$work/v.bin"
prints 'a model packed by gzip' 0 '^1' bin/n2v-query -model "$work/v.bin.gz" 55
prints 'labels with blanks, behind tabs' 0 '^labels 3' bin/n2v-eval classify -model "$work/v.bin" -labels $tables/l_text.tsv
fails 'one-hot rows of labels' 2 'one-hot rows.*awk' bin/n2v-eval classify -model "$work/v.bin" -labels $tables/l_onehot.txt
{ echo node,label && awk '{ print $1 "," ($1 < 30) }' $tables/l_text.tsv; } >"$work/l.csv"
prints 'labels under a header' 0 '^labels 2' bin/n2v-eval classify -model "$work/v.bin" -labels "$work/l.csv"

finish
