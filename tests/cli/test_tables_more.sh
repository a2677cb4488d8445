#!/bin/sh
# More tables that people of this field have: read right, or refused with the way out.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/cli/tables.sh
. tests/cli/tables.sh

# ------------------------------------------------------------------- collections of networks
x 'SNAP, signed' '# FromNodeId\tToNodeId\tSign\n30\t1412\t-1\n30\t3352\t1\n' "is 'Sign' the weight\?"
x 'SNAP, Bitcoin' '6,2,4,1289241911.72836\n6,5,2,1289241941.53378\n' 'looks like ratings.*-columns 1,2,3'
x 'SNAP, Reddit' 'SOURCE_SUBREDDIT\tTARGET_SUBREDDIT\tPOST_ID\tTIMESTAMP\tLINK_SENTIMENT\na\tb\t1\t2013-12-31 16:39:58\t1\nb\tc\t2\t2013-12-31 16:39:58\t-1\n' "'LINK_SENTIMENT' the weight\?"
r 'KONECT, weights and times' '% sym posweighted\n% 2 3 3\n1 2 1 1082008561\n2 3 2 1082008562\n' '1 2 1; 2 3 2'
x 'KONECT, signed' '% asym signed\n1 2 1 1082008561\n2 3 -1 1082008562\n' 'not a finite number above 0; -columns 1,2'
x 'Network Repository, weight and time' '1 2 1 87\n1 3 1 88\n' '4 columns and no row that names them'
r 'OGB' '0,104447\n1,15858\n' '0 104447; 1 15858'
r 'Open Academic knowledge graph' 'head,relation,tail\n1,0,2\n2,0,3\n' '1 2; 2 3'
x 'WordNet triples' '00260881\t_hypernym\t00260622\n01332730\t_similar\t03122748\n' 'looks like a name: triples.*-columns 1,3'
x 'Freebase triples' '/m/027rn\t/location/country\t/m/06cx9\n/m/017dcd\t/tv/actor\t/m/06v8s0\n' '-columns 1,3'
x 'Hetionet' 'source\tmetaedge\ttarget\nGene::9021\tGpBP\tBiological Process::GO:1\n' 'white space inside a name: -blanks _'
x 'PrimeKG' 'relation,x_id,x_type,x_name,y_id,y_type,y_name\np,9796,gene,PHYHIP,56992,gene,KIF15\n' "-columns 'x_id,y_id' or -columns 'x_name,y_name'"
r 'Reactome' 'Gene1\tGene2\tAnnotation\tDirection\tScore\nA\tB\tx\t-\t1.00\nB\tC\ty\t->\t0.9\n' 'A B 1; B C 0.9'
r 'STRING, from its page' '#node1\tnode2\tnode1_string_id\tnode2_string_id\tcombined_score\nA\tB\t9606.A\t9606.B\t0.9\nB\tC\t9606.B\t9606.C\t0.8\n' 'A B 0.9; B C 0.8'
x 'PSI-MI TAB' '#ID Interactor A\tID Interactor B\tAlt IDs Interactor A\tAlt IDs Interactor B\nentrez gene:6416\tentrez gene:2318\tx\ty\nentrez gene:84665\tentrez gene:88\tx\ty\n' '-blanks _'
x 'HPRD' 'ALDH1A1\t1\tNP_1\tALDH1A1\t1\tNP_2\tin vivo\t12081471\nITGA7\t2\tNP_1\tCHRNA1\t7\tNP_3\tin vivo\t10910772\n' '8 columns and no row'
r 'MUSAE' 'id_1,id_2\n0,23977\n1,34526\n' '0 23977; 1 34526'
r 'Elliptic' 'txId1,txId2\n230425980,5530458\n232022460,232438397\n' '232022460 232438397; 5530458 230425980'
r 'Stack Overflow' 'src\tdst\tts\n1\t2\t1217567877\n3\t4\t1217573801\n' '1 2; 3 4'
r 'Game of Thrones' 'Source,Target,Type,weight,book\nA-M,J-L,Undirected,3,1\nA-M,T-L,Undirected,6,1\n' 'A-M J-L 3; A-M T-L 6'
r 'flights' 'YEAR,MONTH,ORIGIN,DEST,PASSENGERS\n2019,1,JFK,LAX,500\n2019,1,LAX,SFO,300\n' 'JFK LAX 500; LAX SFO 300'
x 'taxis' 'PULocationID,DOLocationID,trip_distance\n1,2,3.5\n2,3,4.5\n' "is 'trip_distance' the weight"
r 'bicycles' 'ride_id,started_at,start_station_id,end_station_id\nA1,2021,10,20\nA2,2021,20,30\n' '10 20; 20 30'
r 'trade' 'reporter,partner,trade_value\nDEU,FRA,100\nFRA,ITA,200\n' 'DEU FRA 100; FRA ITA 200'
r 'Ethereum' 'from,to,value\n0xabc,0xdef,7\n0xdef,0xaaa,5\n' '0xaaa 0xdef 5; 0xabc 0xdef 7'
x 'autonomous systems' '1|11537|0\n1|21616|-1\n' 'not a finite number above 0; -columns 1,2'

# ------------------------------------------------------------------------ pandas, R, numpy
x 'pandas, columns without names' '0,1\n10,20\n20,30\n30,40\n' 'names of columns, or an edge\? .*-header 1'
r '... told' '0,1\n10,20\n20,30\n30,40\n' '10 20; 20 30; 30 40' -header 1
r '... an edge' '0,1\n10,20\n20,30\n30,40\n' '0 1; 10 20; 20 30; 30 40' -header 0
r '... an edge beyond doubt' '0,1\n1,20\n20,30\n' '0 1; 1 20; 20 30'
r 'pandas, an index and columns without names' ',0,1\n0,10,20\n1,20,30\n' '10 20; 20 30'
x '... and three' ',0,1,2\n0,10,20,0.5\n1,20,30,0.5\n' "the columns are '', '0', '1', '2'"
r '... told' ',0,1,2\n0,10,20,0.5\n1,20,30,0.5\n' '10 20 0.5; 20 30 0.5' -columns 0,1,2
x 'pandas, an index without a header' '0,10,20\n1,20,30\n2,30,40\n3,10,40\n' 'column 1 counts the rows.*-columns 2,3 leaves it out'
r '... told' '0,10,20\n1,20,30\n2,30,40\n3,10,40\n' '10 20; 10 40; 20 30; 30 40' -columns 2,3
r 'a path with weights' '1 2 5\n2 3 6\n3 4 7\n' '1 2 5; 2 3 6; 3 4 7'
x 'a missing name among numbers' 'source,target\n2,3\nNaN,2\n' "called 'NaN', the others are numbers"
x 'a weight missing' 'source,target,weight\n1,2,0.5\n2,3,\n' 'no weight on this line'
x 'a weight of NA' 'source,target,weight\n1,2,NA\n2,3,1\n' 'not a finite number above 0'
r "R's V1 and V2" '"V1" "V2"\n"1" 10 20\n"2" 20 30\n' '10 20; 20 30'
x 'points' '0.5 0.7 0.3\n0.3 0.2 0.1\n' 'numbers have fractions'
x 'points under x and y' 'x,y\n0.5,0.7\n0.3,0.2\n' 'numbers have fractions'
x 'the weight in front' '0.5 1 2\n0.7 2 3\n' 'numbers have fractions.*-columns 2,3,1'
r '... told' '0.5 1 2\n0.7 2 3\n' '1 2 0.5; 2 3 0.7' -columns 2,3,1
x 'Jester' '99,-7.82,8.79\n81,4.08,-0.29\n' 'numbers have fractions'
x 'iris' '5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,setosa\n' '5 columns and no row that names them'

# ---------------------------------------------------------------------------- networkx & co.
r "networkx' weights among other attributes" "1 2 {'color': 'red', 'weight': 3}\n2 3 {'color': 'blue', 'weight': 4}\n" '1 2 3; 2 3 4'
notes "weight from .'weight': ...}"
r '... between commas' "1,2,{'weight': 3}\n2,3,{'weight': 1}\n" '1 2 3; 2 3 1'
x 'a weight of None' "1 2 {'weight': None}\n2 3 {'weight': 3}\n" 'not a finite number above 0'
x 'a multi-line adjacency list' '#m.py\n# GMT\n0 2\n1 {}\n2 {}\n1 1\n3 {}\n' 'read_multiline_adjlist'
x "networkx' adjacency list, unsaid" '#g.py\n# GMT\n0 1 2 3\n1 2\n2 3\n3\n' 'an adjacency list\? -format adjlist'
x 'a node and its neighbours behind a colon' '1: 2\n2: 3\n' 'a colon behind a name'
x 'LibSVM' '1 3:0.5 7:1\n-1 2:0.3 9:1\n' 'not a finite number above 0'
x 'GloVe' 'the 0.1 0.2 0.3 0.4\nof 0.3 0.4 0.5 0.6\n' 'a matrix of numbers'
x 'vectors of two dimensions' 'the 0.1 0.2\nof 0.3 0.4\n' 'numbers have fractions'
x 'a vocabulary' 'the 300\nof 200\nand 100\n' 'words and how often they come'
x 'a vocabulary under a header' 'word,count\nthe,3\nof,4\n' "which columns are the ends.*'word', 'count'"
x 'names and labels' 'id,label\n1,Ann\n2,Bob\n' "which columns are the ends.*'id', 'label'"
x 'a series' 'date,value\n2020-01-01,3\n2020-01-02,4\n' 'which columns are the ends'
x "Gephi's nodes" 'Id,Label,timeset,modularity_class\n1,Ann,,3\n2,Bob,,4\n' 'which columns are the ends'
x "MovieLens' films" 'movieId,title,genres\n1,Toy,Adventure\n2,Jumanji,Adventure\n' 'which columns are the ends'
r 'a query of Neo4j' 'n.name,m.name\nAnn,Bob\nBob,Cy\n' 'Ann Bob; Bob Cy'
r '... with a weight' 'a.name,r.weight,b.name\nAnn,2,Bob\nBob,3,Cy\n' 'Ann Bob 2; Bob Cy 3'
r 'who follows whom' 'user_id,follower_id\n1,2\n2,3\n' '1 2; 2 3'
r 'retweets' 'user,retweeted_user,count\na,b,3\nb,c,4\n' 'a b 3; b c 4'

# ----------------------------------------------------------------------------- other languages
r 'German' 'Von,Nach,Anzahl\nA,B,3\nB,C,4\n' 'A B 3; B C 4'
r 'French' 'origine,destination,nombre\nA,B,3\nB,C,4\n' 'A B 3; B C 4'
r 'Spanish' 'origen,destino,peso\nA,B,3\nB,C,4\n' 'A B 3; B C 4'
r 'Chinese' '源,目标,权重\nA,B,3\nB,C,4\n' 'A B 3; B C 4'
r 'German Excel, decimal commas' '\0357\0273\0277von;nach;gewicht\r\nA;B;1,5\r\nB;C;2,5\r\n' 'A B 1.5; B C 2.5'
r "Excel's line sep=" 'sep=;\r\nsource;target\r\n1;2\r\n2;3\r\n' '1 2; 2 3'
x '... counts as a line' 'sep=;\nsource;target;weight\n1;2;3\n2;3;x\n' ':4: the weight'
x 'thousands' 'source,target,trips\nA,B,"1,234"\nB,C,"2,345"\n' 'decimal comma'

# --------------------------------------------------------------------------------- signs
r 'comments of //' '// about this graph\n1 2\n2 3\n// the end\n3 4\n' '1 2; 2 3; 3 4'
r 'comments of ;' '; about this graph\n1 2\n2 3\n' '1 2; 2 3'
x 'comments of !' '! about this\n1,2\n2,3\n' 'a comment\?'
x 'comments of *' '* about\n1 2\n2 3\n' 'a comment\?'
r '... left out' '* about\n1 2\n2 3\n' '1 2; 2 3' -header 1
r 'names that begin with a slash' '/m/1 //x\n//x /m/2\n' '//x /m/1; //x /m/2'
x 'arrows' 'a -> b\nb -> c\n' '-columns 1,3'
x 'arrows and numbers' '1 -> 2\n2 -> 3\n' '-columns 1,3'
r '... told' '1 -> 2\n2 -> 3\n' '1 2; 2 3' -columns 1,3
x 'bars of Markdown' '| source | target |\n|---|---|\n| a | b |\n| b | c |\n' 'a table drawn with lines'
x 'psql' 'source | target\n--------+--------\n 1 | 2\n 2 | 3\n' 'lines'
r 'psql without its head' ' 1 | 2\n 2 | 3\n' '1 2; 2 3'
r 'apostrophes' "'a','b'\n'b','c'\n" 'a b; b c'
r 'apostrophes within names' "O'Brien,D'Arcy\nD'Arcy,Ann\n" "Ann D'Arcy; D'Arcy O'Brien"
r 'columns of one width' 'source    target    weight\na         b            2.0\nb         c            3.0\n' 'a b 2; b c 3'
r 'empty lines' '1 2\r\n\r\n\r\n2 3\r\n   \r\n' '1 2; 2 3'
r 'commas and blanks' 'a, b, 2\nb, c, 3\n' 'a b 2; b c 3'
x 'separators mixed' '1,2\n2;3\n' 'no comma behind a name'
x 'two tables one behind the other' 'source,target\n1,2\nsource,target\n2,3\n' ':3: the first line comes again'
x 'a sum below' 'source,target,weight\n1,2,3\n2,3,4\nTotal,,7\n' ':4: an empty name'
x 'a title above' 'Friends 2020\nsource,target\n1,2\n2,3\n' '.'
x 'edges of DIMACS without a head' 'e 1 2\ne 2 3\n' '-columns 2,3'
x 'arcs of DIMACS without a head' 'a 1 2 803\na 2 1 803\n' '4 columns'
x 'a matrix of three' '0 1 0\n1 0 1\n0 1 0\n' 'not a finite number above 0|counts the rows'
x 'records of words' 'Id:   0\nASIN: 0771044445\n' 'a colon behind a name'
x 'nodes, then edges (TGF)' '1 First\n2 Second\n#\n1 2 Edge\n' 'TGF'
# shellcheck disable=SC2016
x 'amount of money' 'source,target,amount\nA,B,$12\nB,C,$13\n' 'not a finite number above 0'

# --------------------------------------------------------------------------------- no tables
x 'LGL' '# a\nb\nc\n# b\nd\n' 'LGL.*n2v-import'
x 'LGL with weights' '# a\nb 0.5\nc 1.2\n# b\nd 3\n' 'LGL.*n2v-import'
x 'LEDA' 'LEDA.GRAPH\nstring\nint\n-1\n2\n|{a}|\n|{b}|\n1\n1 2 0 |{3}|\n' 'LEDA'
x 'graph6' '>>graph6<<DQc\n' 'graph6'
x 'Mermaid' 'graph TD\n A --> B\n B --> C\n' 'Mermaid'
x 'Netflix' '1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n2:\n885013,4,2005-10-19\n' 'Netflix.*awk'
x 'ORC' 'ORC\0010\0001' 'ORC'
x 'Avro' 'Obj\0001\0002' 'Avro'
x 'an old workbook' '\0320\0317\0021\0340\0241\0261\0032\0341' 'old workbook'
x 'Stata' '<stata_dta><header>' 'Stata'
# shellcheck disable=SC2016
x 'SPSS' '$FL2@(#) SPSS DATA FILE' 'SPSS'
x 'R, as text' 'RDA3\nA\n3\n' 'R data'
x 'a pickle of protocol 0' '(lp0\n(I1\nI2\ntp1\na.' 'pickle'
x 'UTF-16, the large end first' '\00001\0000 \00002\0000\n' 'UTF-16BE'
text '1 2\n2 3\n'
tar cf "$work/t.tar" -C "$work" t && gzip -f "$work/t.tar"
refuses 'a packed archive' "$work/t.tar.gz" 'a tar archive'

x 'edge_index of PyTorch Geometric' '0 1 2 3 4 5\n1 2 3 4 5 6\n' 'edge_index|two rows'
x 'two rows of other lengths' '0 1 2 3 4 5\n1 2 3 4 5 6 7\n' 'differ in their number of columns'
r 'an id of something is no weight' 'source,target,id_order\n1,2,7\n2,3,9\n' '1 2; 2 3'
x 'a line of networkx'"'"'s adjacency lists' "a {'w': 1}\n" 'multi-line adjacency list'
x 'nothing between apostrophes' "'' 'b'\n'a' 'c'\n'd' 'e'\n" ':1: an empty name in column 1'

# Beyond the lines that are looked at to understand the table.
(echo '% sym positive' && seq 3000 | awk '{ print $1, $1 * 7 % 3000 + 1, 2, 1000000000 + $1 }' && echo 5 9 2) >"$work/out.late"
for memory in 1G 1; do
  for weights in -weighted -unweighted; do
    fails "a late row with a column less, $weights -memory $memory" 2 'out.late:3002: 3 columns.* have 4' \
      bin/n2v-graph -input "$work/out.late" $weights -memory $memory -output "$work/late.csr"
  done
done

(seq 3000 | awk '{ print "n" $1 * 11 % 3000, "n" $1 * 7 % 3000 + 3001, 2 }' && echo n9000 n9001) >"$work/late.txt"
run bin/n2v-graph -input "$work/late.txt" -unweighted -stats
[ "$code" -eq 0 ] && grep -qx 'edges 3001' "$work/out"
result 'a late row without a weight that nobody wants'

# ------------------------------------------------------------------------------------ ratings
r 'ratings.dat' '1::1193::5::978300760\n1::661::5::978302109\n2::661::5::978302109\n' '661 1193 0.4055' -min-weight -100
r 'u.data' '1\t242\t5\t881250949\n1\t302\t5\t891717742\n2\t302\t5\t881250949\n' '242 302 0.4055' -min-weight -100
r 'Book-Crossing' '"User-ID";"ISBN";"Book-Rating"\n"1";"034545104X";"5"\n"1";"0155061224";"5"\n' '0155061224 034545104X 0.6931' -format ratings -min-weight -100
r 'Million Songs' 'b80\tSOA\t1\nb80\tSOB\t2\nb81\tSOB\t2\n' 'SOA SOB 0.4055' -format ratings -min-rating 1 -min-weight -100
x 'LastFM 360k' 'u1\ta1\tbetty blowtorch\t2137\nu1\ta2\tdie\t1099\n' '4 columns and no row'
r '... told' 'u1\ta1\tbetty blowtorch\t2137\nu1\ta2\tdie\t1099\n' 'a1 u1 2137; a2 u1 1099' -columns 1,2,4
x 'Steam' '1,"The Elder Scrolls V",purchase,1.0,0\n1,"Fallout 4",play,87.0,0\n' '5 columns and no row'
x 'Gowalla' '0\t2010-10-19T23:55:27Z\t30.23\t-97.79\t22847\n0\t2010-10-18T22:17:43Z\t30.26\t-97.74\t420315\n' '5 columns and no row'

# ------------------------------------------------------------- names that are numbered below, too
r 'x1 y1 above x2 y2' 'x1 y1\nx2 y2\nx3 y3\n' 'x1 y1; x2 y2; x3 y3'
r 'gene1 gene2 above gene3 gene4' 'gene1 gene2\ngene3 gene4\n' 'gene1 gene2; gene3 gene4'
r 'gene1 gene2 above others' 'gene1 gene2\nBRCA1 TP53\nTP53 MDM2\n' 'BRCA1 TP53; MDM2 TP53'

finish
