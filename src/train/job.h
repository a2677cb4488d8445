/* A training run: what is trained, how far it is, and who watches.
 *
 * Work is handed out in rounds of walks. Between two rounds the job may pause, for a checkpoint or
 * for good: nobody trains then, and job->state with the model is all there is to know. */
#ifndef N2V_TRAIN_JOB_H
#define N2V_TRAIN_JOB_H

#include "base/peers.h"
#include "train/checkpoint.h"
#include "train/saver.h"
#include "train/schedule.h"
#include "train/worker.h"

typedef struct n2v_job {
  n2v_training training;
  const n2v_progress *progress;
  n2v_saver *saver; /* NULL: no checkpoints are asked for */
  n2v_team_size team;
  uint32_t round; /* walks, when the training is `apart`: see lockstep.h */
  n2v_schedule schedule;
  n2v_plan plan; /* by what is known of the epochs so far */
  n2v_train_state state;
  n2v_peers *peers;  /* NULL: this process is alone */
  uint64_t end;      /* the walk before which it stops: the epoch's end, or that of its part */
  bool part;         /* of a round that is shared out: processes agree on pauses between rounds,
                        and one that is asked to stop cuts its part short */
  n2v_error lost;    /* why the other processes are, when its code says so */
  bool paused;       /* at the end of a round, before the epoch's */
  bool stops;        /* it pauses because somebody asks it to stop */
  bool diverged;     /* a loss was far above chance, or not finite */
  double save_every; /* seconds; 0: only on request */
  double started;    /* when the state held no seconds, by n2v_now */
  double saved;      /* when the last checkpoint began; when it was written, where training waits */
  uint64_t saved_tokens; /* state.tokens then: without a round between there is no other one */
  double reported;       /* when the last report was made */
  double recent_loss;    /* mean of the last round that had pairs */
  n2v_tally tally;       /* of this run, where state is of the whole job; without the loss */
} n2v_job;

/* The loss of a pair when the vectors say nothing: n2v_objective.chance. */
double n2v_chance(const n2v_training *training);

/* Learning rate at this walk of the epoch, by the plan. */
float n2v_job_alpha(const n2v_job *job, uint64_t walk);

/* That, and how many contexts share negatives then. It follows from the state alone. */
n2v_pace n2v_job_pace(const n2v_job *job, uint64_t walk);

/* Enters what a round has done. Calls must not overlap. */
void n2v_job_account(n2v_job *job, const n2v_tally *done);

/* Whether the next round may begin; job->paused when it may not although the epoch goes on, or
 * job->lost. All processes get the same answer. Calls must not overlap. */
bool n2v_job_goes_on(n2v_job *job);

/* The event for a report, if one is due. Calls must not overlap with the others. */
bool n2v_job_report_due(n2v_job *job, n2v_progress_event *event);

#endif
