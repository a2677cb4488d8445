/* Ratings to the co-rating graph: by hand, against brute force, and the exact figures of
 * ml-latest-small where it is found ($MOVIELENS_DIR or data/ml-latest-small). */
#include "read_graph.h"

#include "base/memory.h"
#include "base/random.h"
#include "input/corating.h"

#include <limits.h>
#include <math.h>

static char movielens[PATH_MAX + 16]; /* ratings.csv, or "" */

/* Kept are 1: A B C, 2: A B, 3: A, 4: B C, so D = 8, A and B have 3 users, C has 2;
 * A-B: 2 log(2*8 / (3*3)), A-C: log(1*8 / (3*2)) = 0.2877, B-C: 2 log(2*8 / (3*2)). */
static const double weight_ab = 1.15072828980712, weight_bc = 1.96165850602345;

static const char *const spellings[] = {
    "userId,movieId,rating,timestamp\n1,10,5.0,100\n1,20,5.0,100\n1,30,5,100\n2,10,5.0,100\n"
    "2,20,5.0,100\n2,30,4.5,100\n3,10,5.0,100\n4,20,5,100\n4,30,5,100\n4,10,0.5,100\n5,40,3,100\n",
    "1::10::5::978300760\n1::20::5::978300760\n1::30::5::978300760\n2::10::5::978300760\n"
    "2::20::5::978300760\n2::30::4::978300760\n3::10::5::978300760\n4::20::5::978300760\n"
    "4::30::5::978300760\n4::10::1::978300760\n5::40::3::978300760\n",
    "1\t10\t5\t881250949\n4\t30\t5\t881250949\n1\t20\t5\t881250949\n1\t30\t5\t881250949\n"
    "2\t10\t5\t881250949\n2\t20\t5\t881250949\n2\t30\t4\t881250949\n3\t10\t5\t881250949\n"
    "4\t20\t5\t881250949\n4\t10\t1\t881250949\n5\t40\t3\t881250949\n",
    "\"userId\",\"movieId\",\"rating\",\"timestamp\"\n\"1\",\"10\",\"5.0\",\"100\"\n1,20,\"5.0\","
    "100\n"
    "1,30,5,100\n2,10,5.0,100\n2,\"20\",5.0,100\n2,30,\"4.5\",100\n3,10,5.0,100\n"
    "\"4\",\"20\",\"5\",1\n4,30,5,1\n4,10,\"0.5\",1\n5,40,3,1\n",
    /* no last newline, CRLF, a rating given twice counts once */
    "userId,movieId,rating\r\n1,10,5.0\r\n1,20,5.0\r\n1,30,5\r\n2,10,5.0\r\n2,20,5.0\r\n"
    "2,20,5.0\r\n2,30,4.5\r\n3,10,5.0\r\n4,20,5\r\n4,30,5\r\n5,40,3\r\n4,10,0.5",
};

static void by_hand(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
    char note[512];
    n2v_graph *graph;
    n2v_error err;
    unit_write("graph.txt", spellings[i]);
    assert_ok(read_graph("graph.txt", OPTIONS("min-weight", "1"), note, &graph, &err), &err);
    assert_int_equal(graph->nodes, 3);
    assert_int_equal(graph->edges, 2);
    assert_true(fabs(weight_of(graph, "10", "20") - weight_ab) < 1e-6);
    assert_true(fabs(weight_of(graph, "30", "20") - weight_bc) < 1e-6);
    assert_contains(note, "4 movies rated, 8 ratings of at least 5, 4 users with a kept rating, "
                          "3 co-rated pairs, 3 nodes, 2 edges, average degree 1.33, weighted;");
    n2v_graph_free(graph);
  }
}

static void thresholds(void **state) {
  (void)state;
  unit_write("nodes.txt", "40\nx\n10\n");
  n2v_graph *graph = graph_of(spellings[0], OPTIONS("min-weight", "0.28"));
  assert_int_equal(graph->edges, 3);
  assert_true(fabs(weight_of(graph, "10", "30") - 0.287682072451781) < 1e-7);
  n2v_graph_free(graph);
  graph = graph_of(spellings[0], OPTIONS("min-weight", "-100", "min-rating", "4.5"));
  /* 30 now has 3 users of D = 9: all pairs are 2 of 9 / (3 * 3), none below 0 */
  assert_int_equal(graph->edges, 3);
  assert_true(fabs(weight_of(graph, "10", "30") - 2 * log(2)) < 1e-6);
  n2v_graph_free(graph);
  graph = graph_of(spellings[0], OPTIONS("min-weight", "1", "nodes", "nodes.txt"));
  uint32_t node;
  assert_int_equal(graph->nodes, 5); /* 40 and x have no edge */
  assert_true(node_of(graph, "40", &node) && node_of(graph, "x", &node));
  n2v_graph_free(graph);
}

static void names_as_written(void **state) {
  (void)state;
  n2v_graph *graph = graph_of("userId,movieId,rating\nu,007,5\nu,Alien,5\nv,007,5\nw,7,5\n",
                              OPTIONS("min-weight", "0.1"));
  assert_true(weight_of(graph, "007", "Alien") > 0);
  n2v_graph_free(graph);
}

static double brute_force(const bool *kept, uint32_t users, uint32_t movies, uint32_t x,
                          uint32_t y) {
  double cx = 0, cy = 0, both = 0, all = 0;
  for (uint32_t u = 0; u < users; u++) {
    cx += kept[u * movies + x];
    cy += kept[u * movies + y];
    both += kept[u * movies + x] && kept[u * movies + y];
    for (uint32_t m = 0; m < movies; m++)
      all += kept[u * movies + m];
  }
  return both > 0 ? both * (log(both) - log(cx) - log(cy) + log(all)) : -INFINITY;
}

static void against_brute_force(void **state) {
  (void)state;
  enum { USERS = 40, MOVIES = 50, RATINGS = 900 };
  static bool kept[USERS * MOVIES];
  static n2v_edge ratings[RATINGS];
  n2v_rng rng = n2v_rng_seed(3, 0, 0);
  for (int i = 0; i < RATINGS; i++) {
    uint32_t u = n2v_rng_below(&rng, USERS), m = n2v_rng_below(&rng, MOVIES);
    m = m * m / MOVIES;
    ratings[i] = (n2v_edge){u, m, 5};
    kept[u * MOVIES + m] = true;
  }
  for (int threads = 1; threads <= 4; threads += 3) {
    static double found[MOVIES][MOVIES];
    n2v_corating pairs;
    n2v_error err;
    n2v_corating_rules rules = {.min_weight = 2, .memory = UINT64_MAX, .threads = threads};
    memset(found, 0, sizeof found);
    assert_ok(n2v_corating_build(ratings, RATINGS, USERS, MOVIES, &rules, &pairs, &err), &err);
    for (uint64_t i = 0; i < pairs.count; i++) {
      uint32_t x = pairs.edges[i].source, y = pairs.edges[i].target;
      assert_true(x != y && found[x][y] == 0 && found[y][x] == 0);
      found[x][y] = found[y][x] = (double)pairs.edges[i].weight;
    }
    uint64_t co_rated = 0;
    for (uint32_t x = 0; x < MOVIES; x++)
      for (uint32_t y = 0; y < x; y++) {
        double weight = brute_force(kept, USERS, MOVIES, x, y);
        co_rated += isfinite(weight);
        assert_true(fabs(found[x][y] - (weight >= 2 ? weight : 0)) < 1e-5);
      }
    assert_int_equal(pairs.pairs, co_rated);
    n2v_free(pairs.edges);
    /* Too little for the lists, and for them alone. */
    rules.memory = 1000;
    assert_int_equal(n2v_corating_build(ratings, RATINGS, USERS, MOVIES, &rules, &pairs, &err),
                     N2V_ELIMIT);
    rules.memory = 16 * (RATINGS + USERS + MOVIES) + 4 * MOVIES * 20;
    assert_int_equal(n2v_corating_build(ratings, RATINGS, USERS, MOVIES, &rules, &pairs, &err),
                     N2V_ELIMIT);
    assert_contains(err.msg, "pairs of movies 0.0 MB; raise `memory`, or `min_weight`");
    assert_null(pairs.edges);
  }
}

static void movielens_exactly(void **state) {
  (void)state;
  char note[512];
  n2v_graph *graph;
  n2v_error err;
  double sum = 0, least = INFINITY, most = 0;
  if (!*movielens)
    skip();
  assert_ok(read_graph(movielens, NULL, note, &graph, &err), &err);
  assert_contains(note, "100,836 ratings, 9,742 movies in movies.csv, 9,724 movies rated, 13,211 "
                        "ratings of at least 5, 573 users with a kept rating, 298,586 co-rated "
                        "pairs, 1,405 nodes, 40,043 edges, average degree 57.00, weighted;");
  for (uint64_t i = 0; i < graph->arcs; i++) {
    double weight = (double)graph->weights[i];
    sum += weight / 2;
    least = fmin(least, weight);
    most = fmax(most, weight);
  }
  assert_true(fabs(sum - 680250.167257034) < 0.01); /* of 40,043 floats */
  assert_true(fabs(least - 10.012475540485) < 1e-6);
  assert_true(fabs(most - 284.550360658708) < 1e-5);
  assert_true(fabs(weight_of(graph, "47", "50") - 69.837612336301) < 1e-5);
  n2v_graph_free(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_hand),           cmocka_unit_test(thresholds),
      cmocka_unit_test(names_as_written),  cmocka_unit_test(against_brute_force),
      cmocka_unit_test(movielens_exactly),
  };
  const char *folder = getenv("MOVIELENS_DIR");
  if (realpath(folder && *folder ? folder : "data/ml-latest-small", movielens))
    strcat(movielens, "/ratings.csv");
  else
    *movielens = 0;
  return cmocka_run_group_tests_name("ratings", tests, unit_enter_folder, unit_leave_folder);
}
