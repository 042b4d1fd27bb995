/* What each sign adds for event, call, document, news, in the order of kinds_words.h: learnt by
   scripts/learn-kinds.py (`make weights`) from 872 cases of the project and
   131 of real pages, not written by hand. */
#include "harvester/meaning/kinds_words.h"

/* clang-format off */
const float kind_weights[][KIND_COUNT - 1] = {
    {-1.47f,  2.27f, -0.29f, -0.51f}, /* CALL_NAME.HEAD */
    {-0.83f,  1.82f, -0.04f, -0.94f}, /* CALL_NAME.AFTER */
    {-0.66f,  0.92f, -0.47f,  0.21f}, /* CALL_NAME.TITLE */
    { 0.17f, -0.46f,  0.81f, -0.52f}, /* CALL_NAME.ASIDE */
    {-0.16f,  0.17f,  0.87f, -0.87f}, /* CALL_NAME.OPENING */
    {-0.18f, -0.12f,  0.58f, -0.27f}, /* CALL_NAME.BODY */
    {-0.12f,  0.87f, -0.31f, -0.45f}, /* TENDER.HEAD */
    {-0.10f,  0.78f, -0.23f, -0.45f}, /* TENDER.AFTER */
    {-0.09f,  0.69f, -0.24f, -0.36f}, /* TENDER.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* TENDER.ASIDE */
    {-0.24f,  0.55f,  0.34f, -0.65f}, /* TENDER.OPENING */
    {-0.16f,  0.40f,  0.22f, -0.47f}, /* TENDER.BODY */
    {-0.11f,  1.18f, -0.70f, -0.36f}, /* PRIZE.HEAD */
    {-0.08f,  0.89f, -0.28f, -0.52f}, /* PRIZE.AFTER */
    {-0.15f,  1.48f, -0.52f, -0.80f}, /* PRIZE.TITLE */
    { 0.11f,  0.49f, -0.23f, -0.37f}, /* PRIZE.ASIDE */
    { 0.04f, -0.12f, -0.59f,  0.68f}, /* PRIZE.OPENING */
    { 0.03f, -0.08f, -0.39f,  0.45f}, /* PRIZE.BODY */
    {-0.39f,  1.62f, -0.57f, -0.66f}, /* AID.HEAD */
    {-0.34f,  1.77f, -0.54f, -0.89f}, /* AID.AFTER */
    {-0.07f,  0.90f, -0.27f, -0.57f}, /* AID.TITLE */
    {-0.24f,  0.82f,  0.10f, -0.68f}, /* AID.ASIDE */
    {-0.56f,  0.54f,  0.47f, -0.46f}, /* AID.OPENING */
    {-0.44f,  0.84f,  0.18f, -0.58f}, /* AID.BODY */
    {-0.28f,  1.63f, -0.81f, -0.54f}, /* FUNDING.HEAD */
    {-0.11f,  0.87f, -0.23f, -0.53f}, /* FUNDING.AFTER */
    {-0.03f,  0.73f, -0.17f, -0.53f}, /* FUNDING.TITLE */
    {-0.07f,  0.38f,  0.25f, -0.55f}, /* FUNDING.ASIDE */
    {-1.07f,  0.11f,  0.68f,  0.27f}, /* FUNDING.OPENING */
    {-0.87f,  0.23f,  0.55f,  0.08f}, /* FUNDING.BODY */
    {-0.31f,  1.87f, -0.52f, -1.04f}, /* SEEK.HEAD */
    {-0.30f,  2.17f, -0.57f, -1.31f}, /* SEEK.AFTER */
    {-0.34f,  1.97f, -0.48f, -1.15f}, /* SEEK.TITLE */
    {-0.27f,  1.74f, -0.45f, -1.02f}, /* SEEK.ASIDE */
    {-0.14f,  1.48f, -0.03f, -1.31f}, /* SEEK.OPENING */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* SEEK.BODY */
    {-0.32f,  0.70f,  0.29f, -0.66f}, /* APPLY.HEAD */
    {-0.66f,  1.13f,  0.29f, -0.76f}, /* APPLY.AFTER */
    {-0.15f,  0.62f,  0.43f, -0.90f}, /* APPLY.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* APPLY.ASIDE */
    {-1.84f,  1.55f,  0.20f,  0.08f}, /* APPLY.OPENING */
    {-1.23f,  1.31f,  0.03f, -0.11f}, /* APPLY.BODY */
    { 0.66f, -0.11f,  0.07f, -0.62f}, /* DOSSIER.HEAD */
    { 0.31f,  0.42f, -0.16f, -0.58f}, /* DOSSIER.AFTER */
    { 0.27f,  0.66f, -0.04f, -0.89f}, /* DOSSIER.TITLE */
    { 0.33f,  0.08f,  0.70f, -1.11f}, /* DOSSIER.ASIDE */
    {-0.47f,  0.38f,  0.25f, -0.16f}, /* DOSSIER.OPENING */
    {-0.35f,  0.77f, -0.28f, -0.14f}, /* DOSSIER.BODY */
    {-0.29f,  0.52f, -0.04f, -0.20f}, /* LIMIT.HEAD */
    {-0.29f,  0.59f, -0.04f, -0.25f}, /* LIMIT.AFTER */
    {-0.43f,  0.72f, -0.05f, -0.24f}, /* LIMIT.TITLE */
    {-0.29f,  0.53f, -0.04f, -0.20f}, /* LIMIT.ASIDE */
    { 0.56f,  0.31f, -0.74f, -0.13f}, /* LIMIT.OPENING */
    { 0.33f,  0.60f, -0.87f, -0.07f}, /* LIMIT.BODY */
    {-0.01f, -0.70f,  0.91f, -0.20f}, /* TERMS.HEAD */
    {-0.01f, -0.70f,  0.91f, -0.20f}, /* TERMS.AFTER */
    {-0.01f, -0.70f,  0.92f, -0.21f}, /* TERMS.TITLE */
    {-0.01f, -1.04f,  1.35f, -0.29f}, /* TERMS.ASIDE */
    {-0.05f,  0.62f,  0.48f, -1.03f}, /* TERMS.OPENING */
    {-0.14f,  0.73f,  0.03f, -0.60f}, /* TERMS.BODY */
    { 0.48f,  0.02f, -0.72f,  0.21f}, /* LAUNCH.HEAD */
    { 0.18f,  0.82f, -0.61f, -0.38f}, /* LAUNCH.AFTER */
    {-0.28f,  0.91f, -0.73f,  0.10f}, /* LAUNCH.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LAUNCH.ASIDE */
    {-0.06f,  0.24f, -0.75f,  0.57f}, /* LAUNCH.OPENING */
    { 0.11f, -0.16f, -0.51f,  0.56f}, /* LAUNCH.BODY */
    { 0.46f,  0.08f, -0.04f, -0.50f}, /* EDITION.HEAD */
    { 0.49f,  0.28f, -0.06f, -0.71f}, /* EDITION.AFTER */
    { 0.73f,  0.32f, -0.09f, -0.97f}, /* EDITION.TITLE */
    { 0.48f,  0.20f, -0.05f, -0.62f}, /* EDITION.ASIDE */
    { 0.79f, -0.39f, -0.49f,  0.08f}, /* EDITION.OPENING */
    { 0.53f, -0.27f, -0.33f,  0.06f}, /* EDITION.BODY */
    { 1.77f, -0.66f, -0.29f, -0.83f}, /* EVENT_NAME.HEAD */
    { 1.36f,  0.18f, -0.10f, -1.45f}, /* EVENT_NAME.AFTER */
    { 1.84f, -0.55f, -0.26f, -1.04f}, /* EVENT_NAME.TITLE */
    { 0.52f,  0.45f,  0.08f, -1.06f}, /* EVENT_NAME.ASIDE */
    { 1.28f, -0.14f, -0.09f, -1.04f}, /* EVENT_NAME.OPENING */
    { 0.85f, -0.08f, -0.06f, -0.71f}, /* EVENT_NAME.BODY */
    { 1.73f, -0.65f, -0.54f, -0.55f}, /* MEETING.HEAD */
    { 1.37f, -0.38f, -0.17f, -0.82f}, /* MEETING.AFTER */
    { 1.48f, -0.73f, -0.38f, -0.38f}, /* MEETING.TITLE */
    { 1.57f, -1.10f, -0.04f, -0.45f}, /* MEETING.ASIDE */
    { 0.83f, -0.17f, -0.75f,  0.07f}, /* MEETING.OPENING */
    { 0.60f, -0.34f, -0.50f,  0.23f}, /* MEETING.BODY */
    { 0.44f, -0.72f,  0.09f,  0.19f}, /* SHOW.HEAD */
    { 0.18f, -0.57f,  0.08f,  0.32f}, /* SHOW.AFTER */
    { 0.29f, -0.74f,  0.37f,  0.08f}, /* SHOW.TITLE */
    {-0.21f, -1.40f,  0.07f,  1.53f}, /* SHOW.ASIDE */
    { 1.01f, -0.33f,  0.07f, -0.75f}, /* SHOW.OPENING */
    { 0.66f, -0.17f,  0.01f, -0.50f}, /* SHOW.BODY */
    { 0.44f, -0.07f,  0.00f, -0.37f}, /* HAPPENS.HEAD */
    { 0.44f, -0.07f,  0.00f, -0.37f}, /* HAPPENS.AFTER */
    { 0.66f, -0.10f, -0.01f, -0.55f}, /* HAPPENS.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* HAPPENS.ASIDE */
    { 0.00f,  0.28f, -0.26f, -0.05f}, /* HAPPENS.OPENING */
    {-0.20f,  0.17f, -0.21f,  0.21f}, /* HAPPENS.BODY */
    {-0.58f, -0.25f, -0.51f,  1.35f}, /* ATTEND.HEAD */
    {-0.96f,  0.38f, -0.26f,  0.84f}, /* ATTEND.AFTER */
    {-0.21f,  0.24f, -0.40f,  0.36f}, /* ATTEND.TITLE */
    {-0.62f, -0.01f, -0.36f,  0.99f}, /* ATTEND.ASIDE */
    { 1.27f,  0.68f, -1.04f, -0.91f}, /* ATTEND.OPENING */
    { 0.98f,  0.36f, -0.72f, -0.61f}, /* ATTEND.BODY */
    {-0.42f,  0.47f,  0.65f, -0.71f}, /* PROGRAMME.HEAD */
    {-0.11f,  0.14f,  0.33f, -0.36f}, /* PROGRAMME.AFTER */
    {-0.39f,  0.79f,  0.30f, -0.70f}, /* PROGRAMME.TITLE */
    {-0.65f,  0.12f,  0.37f,  0.17f}, /* PROGRAMME.ASIDE */
    { 0.34f, -0.30f,  0.19f, -0.22f}, /* PROGRAMME.OPENING */
    { 0.23f, -0.20f,  0.15f, -0.17f}, /* PROGRAMME.BODY */
    {-0.65f, -0.04f,  0.18f,  0.51f}, /* VENUE.HEAD */
    {-0.68f,  0.16f,  0.23f,  0.29f}, /* VENUE.AFTER */
    {-1.04f, -0.14f,  0.39f,  0.79f}, /* VENUE.TITLE */
    {-0.67f,  0.00f,  0.23f,  0.45f}, /* VENUE.ASIDE */
    { 1.10f, -0.34f, -0.84f,  0.07f}, /* VENUE.OPENING */
    { 0.51f, -0.45f, -0.57f,  0.49f}, /* VENUE.BODY */
    { 0.65f, -0.05f, -0.18f, -0.42f}, /* CALLED_OFF.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* CALLED_OFF.AFTER */
    { 0.49f, -0.04f, -0.12f, -0.33f}, /* CALLED_OFF.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* CALLED_OFF.ASIDE */
    { 0.84f, -0.34f, -0.26f, -0.24f}, /* CALLED_OFF.OPENING */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* CALLED_OFF.BODY */
    {-1.14f, -1.16f,  3.84f, -1.53f}, /* GUIDE.HEAD */
    {-0.68f, -0.53f,  2.06f, -0.84f}, /* GUIDE.AFTER */
    {-0.49f, -0.64f,  2.09f, -0.96f}, /* GUIDE.TITLE */
    {-0.66f, -0.56f,  2.20f, -0.97f}, /* GUIDE.ASIDE */
    {-1.00f,  0.13f,  1.95f, -1.09f}, /* GUIDE.OPENING */
    {-0.88f, -0.28f,  1.47f, -0.32f}, /* GUIDE.BODY */
    {-0.68f, -0.84f,  1.61f, -0.09f}, /* STUDY.HEAD */
    {-0.59f, -0.97f,  1.80f, -0.24f}, /* STUDY.AFTER */
    {-0.63f, -0.24f,  0.93f, -0.06f}, /* STUDY.TITLE */
    {-0.46f, -0.59f,  1.41f, -0.35f}, /* STUDY.ASIDE */
    {-0.18f, -0.10f,  0.72f, -0.44f}, /* STUDY.OPENING */
    {-0.26f,  0.02f,  0.43f, -0.19f}, /* STUDY.BODY */
    { 0.17f, -1.94f,  3.55f, -1.78f}, /* LAW.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LAW.AFTER */
    { 0.22f, -1.30f,  2.35f, -1.26f}, /* LAW.TITLE */
    { 0.40f, -1.29f,  2.12f, -1.22f}, /* LAW.ASIDE */
    {-1.18f,  0.95f, -0.26f,  0.49f}, /* LAW.OPENING */
    {-0.79f,  0.55f,  0.04f,  0.20f}, /* LAW.BODY */
    {-1.45f, -0.45f,  1.55f,  0.36f}, /* RECORDING.HEAD */
    {-1.55f, -0.36f,  1.23f,  0.67f}, /* RECORDING.AFTER */
    {-1.20f, -0.33f,  1.19f,  0.35f}, /* RECORDING.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* RECORDING.ASIDE */
    {-1.10f, -0.81f,  1.61f,  0.30f}, /* RECORDING.OPENING */
    {-0.76f, -0.59f,  1.08f,  0.28f}, /* RECORDING.BODY */
    { 0.55f, -1.16f,  1.29f, -0.67f}, /* EXPLAINS.HEAD */
    { 0.65f, -1.45f,  1.04f, -0.25f}, /* EXPLAINS.AFTER */
    { 0.39f, -0.91f,  1.00f, -0.49f}, /* EXPLAINS.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* EXPLAINS.ASIDE */
    { 0.24f, -0.09f,  0.96f, -1.10f}, /* EXPLAINS.OPENING */
    { 0.27f, -0.38f,  0.83f, -0.72f}, /* EXPLAINS.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* READING.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* READING.AFTER */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* READING.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* READING.ASIDE */
    {-0.33f, -0.30f,  1.91f, -1.28f}, /* READING.OPENING */
    {-0.22f, -0.20f,  1.28f, -0.85f}, /* READING.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.AFTER */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.ASIDE */
    {-0.50f, -0.42f,  2.00f, -1.08f}, /* DOWNLOAD.OPENING */
    {-0.37f,  0.08f,  1.06f, -0.76f}, /* DOWNLOAD.BODY */
    {-0.04f, -1.71f, -0.37f,  2.12f}, /* RESULTS.HEAD */
    {-0.04f, -1.76f, -0.47f,  2.26f}, /* RESULTS.AFTER */
    { 0.02f, -1.89f, -0.39f,  2.26f}, /* RESULTS.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* RESULTS.ASIDE */
    { 0.42f,  0.25f, -0.90f,  0.21f}, /* RESULTS.OPENING */
    { 0.09f,  0.45f, -1.00f,  0.44f}, /* RESULTS.BODY */
    {-1.32f, -1.14f,  0.48f,  1.97f}, /* LOOKING_BACK.HEAD */
    {-1.15f, -0.94f,  0.42f,  1.67f}, /* LOOKING_BACK.AFTER */
    {-1.26f, -0.93f,  0.59f,  1.60f}, /* LOOKING_BACK.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LOOKING_BACK.ASIDE */
    {-0.29f,  0.27f, -1.19f,  1.22f}, /* LOOKING_BACK.OPENING */
    {-0.19f,  0.04f, -0.80f,  0.96f}, /* LOOKING_BACK.BODY */
    {-0.25f, -1.52f, -0.56f,  2.32f}, /* JOB.HEAD */
    {-0.27f, -1.06f, -0.55f,  1.88f}, /* JOB.AFTER */
    {-0.22f, -1.28f, -0.50f,  2.00f}, /* JOB.TITLE */
    {-0.34f, -0.87f, -0.71f,  1.91f}, /* JOB.ASIDE */
    {-0.68f, -0.02f,  0.58f,  0.11f}, /* JOB.OPENING */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* JOB.BODY */
    {-0.09f, -0.39f, -0.09f,  0.58f}, /* SAID.HEAD */
    {-0.08f, -0.35f, -0.03f,  0.46f}, /* SAID.AFTER */
    {-0.14f, -0.48f,  0.03f,  0.59f}, /* SAID.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* SAID.ASIDE */
    {-0.53f, -0.39f, -0.36f,  1.28f}, /* SAID.OPENING */
    {-0.36f, -0.26f, -0.24f,  0.86f}, /* SAID.BODY */
    {-0.35f, -2.36f,  1.84f,  0.87f}, /* SEVERAL_CALLS.HEAD */
    {-0.29f, -1.75f,  1.34f,  0.69f}, /* SEVERAL_CALLS.AFTER */
    {-0.37f, -1.73f,  1.22f,  0.89f}, /* SEVERAL_CALLS.TITLE */
    {-0.29f, -1.67f,  1.27f,  0.69f}, /* SEVERAL_CALLS.ASIDE */
    {-0.36f, -0.19f, -0.66f,  1.21f}, /* SEVERAL_CALLS.OPENING */
    {-0.24f, -0.13f, -0.44f,  0.81f}, /* SEVERAL_CALLS.BODY */
    {-0.36f, -0.83f,  0.92f,  0.27f}, /* HEADLINE.HEAD */
    {-0.33f, -1.07f,  0.30f,  1.10f}, /* HEADLINE.AFTER */
    {-0.39f, -0.92f,  0.11f,  1.21f}, /* HEADLINE.TITLE */
    {-0.32f, -0.81f,  0.35f,  0.78f}, /* HEADLINE.ASIDE */
    {-0.44f, -0.54f,  0.02f,  0.96f}, /* HEADLINE.OPENING */
    {-0.30f, -0.24f, -0.15f,  0.69f}, /* HEADLINE.BODY */
    { 0.12f, -0.26f, -0.73f,  0.87f}, /* TELLS.HEAD */
    {-0.03f, -0.33f, -0.76f,  1.12f}, /* TELLS.AFTER */
    { 0.19f, -0.06f, -0.98f,  0.85f}, /* TELLS.TITLE */
    { 0.09f, -0.19f, -0.70f,  0.80f}, /* TELLS.ASIDE */
    { 0.14f,  0.26f, -0.66f,  0.26f}, /* TELLS.OPENING */
    { 0.07f,  0.57f, -0.53f, -0.11f}, /* TELLS.BODY */
    { 0.25f, -0.76f, -0.52f,  1.03f}, /* OFFICIALS.HEAD */
    { 0.01f, -1.14f, -0.46f,  1.59f}, /* OFFICIALS.AFTER */
    { 0.10f, -0.57f, -0.47f,  0.94f}, /* OFFICIALS.TITLE */
    { 0.18f, -0.82f, -0.56f,  1.19f}, /* OFFICIALS.ASIDE */
    { 0.06f, -0.68f, -0.12f,  0.73f}, /* OFFICIALS.OPENING */
    { 0.26f, -0.42f, -0.19f,  0.34f}, /* OFFICIALS.BODY */
    {-0.56f,  0.12f, -0.87f,  1.32f}, /* NOTICE.HEAD */
    {-0.24f, -0.07f, -0.78f,  1.10f}, /* NOTICE.AFTER */
    {-0.14f, -0.20f, -0.95f,  1.29f}, /* NOTICE.TITLE */
    {-0.14f, -0.14f, -0.85f,  1.13f}, /* NOTICE.ASIDE */
    {-0.96f,  0.21f,  0.52f,  0.23f}, /* NOTICE.OPENING */
    {-0.64f,  0.55f,  0.34f, -0.24f}, /* NOTICE.BODY */
    {-0.05f, -0.51f, -0.08f,  0.64f}, /* OF_A_CALL.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* OF_A_CALL.AFTER */
    {-0.05f, -0.49f,  0.03f,  0.51f}, /* OF_A_CALL.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* OF_A_CALL.ASIDE */
    {-0.07f,  0.64f, -1.20f,  0.63f}, /* OF_A_CALL.OPENING */
    {-0.05f,  0.43f, -0.80f,  0.42f}, /* OF_A_CALL.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* BYGONE.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* BYGONE.AFTER */
    {-0.05f, -0.04f, -0.08f,  0.17f}, /* BYGONE.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* BYGONE.ASIDE */
    { 0.71f, -0.34f, -0.91f,  0.53f}, /* BYGONE.OPENING */
    { 0.79f, -0.22f, -0.61f,  0.04f}, /* BYGONE.BODY */
    { 0.12f,  0.73f, -0.20f, -0.64f}, /* YOU.HEAD */
    { 0.30f,  0.22f,  0.00f, -0.52f}, /* YOU.AFTER */
    { 0.76f,  0.30f, -0.20f, -0.86f}, /* YOU.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* YOU.ASIDE */
    { 0.63f, -0.45f, -0.36f,  0.20f}, /* YOU.OPENING */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* YOU.BODY */
    { 0.23f, -0.83f,  0.09f,  0.51f}, /* WE.HEAD */
    { 0.51f, -0.73f,  0.10f,  0.13f}, /* WE.AFTER */
    { 0.27f, -0.69f,  0.25f,  0.16f}, /* WE.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WE.ASIDE */
    {-0.53f,  1.27f,  0.16f, -0.90f}, /* WE.OPENING */
    {-0.36f,  0.96f,  0.04f, -0.64f}, /* WE.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WILL.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WILL.AFTER */
    { 0.44f, -0.10f, -0.01f, -0.33f}, /* WILL.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WILL.ASIDE */
    {-0.79f,  0.53f, -0.51f,  0.76f}, /* WILL.OPENING */
    {-0.56f,  0.64f, -0.65f,  0.57f}, /* WILL.BODY */
    {-0.17f,  0.14f, -0.29f,  0.32f}, /* BUDGET.HEAD */
    {-0.15f,  0.19f, -0.28f,  0.24f}, /* BUDGET.AFTER */
    {-0.21f,  0.35f, -0.41f,  0.28f}, /* BUDGET.TITLE */
    {-0.13f,  0.18f, -0.28f,  0.24f}, /* BUDGET.ASIDE */
    {-0.51f,  0.11f,  0.02f,  0.37f}, /* BUDGET.OPENING */
    {-0.45f,  0.74f,  0.13f, -0.42f}, /* BUDGET.BODY */
    { 0.39f, -0.07f, -0.27f, -0.05f}, /* MONEY.HEAD */
    { 0.36f,  0.06f, -0.28f, -0.14f}, /* MONEY.AFTER */
    { 0.61f, -0.26f, -0.39f,  0.03f}, /* MONEY.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* MONEY.ASIDE */
    {-0.35f,  1.37f, -0.17f, -0.84f}, /* MONEY.OPENING */
    {-0.32f,  1.23f,  0.09f, -1.00f}, /* MONEY.BODY */
    {-0.32f,  0.00f, -0.38f,  1.04f}, /* ALWAYS */
    {-0.30f, -0.63f, -1.12f,  2.04f}, /* PAST_TENSE */
    {-0.77f, -0.58f, -0.18f,  1.53f}, /* PAST_TITLE */
    {-1.14f,  1.32f, -0.14f, -0.03f}, /* COMMAND */
    { 0.01f,  0.95f, -0.87f, -0.10f}, /* COMMAND_TITLE */
    {-0.44f, -0.09f,  0.83f, -0.30f}, /* QUESTION */
    {-1.07f,  2.05f, -0.92f, -0.05f}, /* HANDED_IN */
    {-0.38f,  0.06f,  0.07f,  0.26f}, /* HANDED_IN_GONE */
    {-0.27f,  0.65f, -0.19f, -0.20f}, /* REGISTERED */
    {-0.64f,  1.01f, -0.83f,  0.48f}, /* OTHER_LIMIT */
    { 0.76f, -0.22f, -0.24f, -0.31f}, /* DAY_TO_COME */
    {-0.23f, -0.41f,  0.35f,  0.28f}, /* DAY_TITLE */
    { 2.53f, -0.80f, -0.72f, -1.01f}, /* DAY_HOUR */
    { 0.92f, -1.01f, -0.09f,  0.19f}, /* DAY_OPENS */
    {-1.14f, -0.49f,  1.22f,  0.41f}, /* DAY_GONE */
    { 1.16f, -0.71f, -0.29f, -0.15f}, /* DAY_PLAIN */
    {-1.85f, -0.03f,  0.77f,  1.11f}, /* NO_DAY */
    {-0.02f,  1.44f, -0.78f, -0.64f}, /* SUM */
    {-0.67f,  0.67f, -0.30f,  0.29f}, /* PERCENT */
    {-0.32f, -0.06f,  0.05f,  0.33f}, /* BRIEF */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LONG */
};
/* clang-format on */
const size_t kind_weight_count = sizeof kind_weights / sizeof *kind_weights;
