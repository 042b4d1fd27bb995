/* What each sign adds for event, call, document, news, in the order of kinds_words.h: learnt by
   scripts/learn-kinds.py (`make weights`) from 1521 cases of the project and
   262 of real pages, not written by hand. */
#include "harvester/meaning/kinds_words.h"

/* clang-format off */
const float kind_weights[][KIND_COUNT - 1] = {
    {-2.00f,  2.08f, -0.17f,  0.06f}, /* CALL_NAME.HEAD */
    {-1.11f,  1.92f,  0.01f, -0.85f}, /* CALL_NAME.AFTER */
    {-0.80f,  0.93f, -0.92f,  0.76f}, /* CALL_NAME.TITLE */
    { 0.30f, -1.10f,  0.82f, -0.07f}, /* CALL_NAME.ASIDE */
    {-0.83f, -0.17f,  1.09f, -0.10f}, /* CALL_NAME.OPENING */
    {-0.32f, -0.39f,  0.54f,  0.17f}, /* CALL_NAME.BODY */
    {-0.35f,  0.86f,  0.29f, -0.80f}, /* TENDER.HEAD */
    {-0.22f,  0.67f,  0.00f, -0.45f}, /* TENDER.AFTER */
    {-0.22f,  0.66f,  0.05f, -0.49f}, /* TENDER.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* TENDER.ASIDE */
    {-0.44f,  0.50f,  0.22f, -0.27f}, /* TENDER.OPENING */
    {-0.22f,  0.64f,  0.11f, -0.53f}, /* TENDER.BODY */
    {-0.76f,  1.48f, -0.88f,  0.16f}, /* PRIZE.HEAD */
    {-0.61f,  0.90f, -0.26f, -0.03f}, /* PRIZE.AFTER */
    {-0.68f,  1.91f, -0.61f, -0.62f}, /* PRIZE.TITLE */
    {-0.51f,  0.22f,  0.30f, -0.02f}, /* PRIZE.ASIDE */
    { 0.24f, -0.33f, -0.36f,  0.47f}, /* PRIZE.OPENING */
    {-0.01f, -0.01f, -0.19f,  0.22f}, /* PRIZE.BODY */
    {-0.40f,  1.59f, -0.70f, -0.48f}, /* AID.HEAD */
    {-0.76f,  1.99f, -0.48f, -0.75f}, /* AID.AFTER */
    {-0.18f,  0.82f, -0.61f, -0.03f}, /* AID.TITLE */
    {-0.44f,  0.80f, -0.29f, -0.07f}, /* AID.ASIDE */
    {-0.56f,  0.54f,  0.47f, -0.47f}, /* AID.OPENING */
    {-0.34f,  0.83f,  0.12f, -0.62f}, /* AID.BODY */
    {-0.65f,  1.84f, -0.84f, -0.34f}, /* FUNDING.HEAD */
    {-0.40f,  1.20f, -0.28f, -0.51f}, /* FUNDING.AFTER */
    { 0.02f,  0.51f, -0.55f,  0.03f}, /* FUNDING.TITLE */
    {-0.16f,  0.25f,  0.25f, -0.33f}, /* FUNDING.ASIDE */
    {-0.68f,  0.25f,  0.21f,  0.22f}, /* FUNDING.OPENING */
    {-0.51f,  0.18f,  0.26f,  0.07f}, /* FUNDING.BODY */
    {-0.24f,  1.87f, -0.50f, -1.13f}, /* SEEK.HEAD */
    {-0.24f,  1.96f, -0.57f, -1.15f}, /* SEEK.AFTER */
    {-0.22f,  1.55f, -0.39f, -0.94f}, /* SEEK.TITLE */
    {-0.18f,  1.37f, -0.37f, -0.83f}, /* SEEK.ASIDE */
    {-1.05f,  1.94f,  0.07f, -0.97f}, /* SEEK.OPENING */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* SEEK.BODY */
    {-0.61f,  0.83f,  0.00f, -0.23f}, /* APPLY.HEAD */
    {-1.43f,  1.36f,  0.04f,  0.03f}, /* APPLY.AFTER */
    {-0.37f,  0.56f,  0.38f, -0.56f}, /* APPLY.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* APPLY.ASIDE */
    {-1.08f,  1.40f, -0.27f, -0.04f}, /* APPLY.OPENING */
    {-0.55f,  1.42f, -0.20f, -0.66f}, /* APPLY.BODY */
    { 0.52f, -0.14f,  0.03f, -0.41f}, /* DOSSIER.HEAD */
    { 0.02f,  0.82f, -0.18f, -0.67f}, /* DOSSIER.AFTER */
    { 0.07f,  0.72f, -0.10f, -0.69f}, /* DOSSIER.TITLE */
    {-0.08f, -0.22f,  1.17f, -0.87f}, /* DOSSIER.ASIDE */
    {-0.52f,  0.32f,  0.31f, -0.11f}, /* DOSSIER.OPENING */
    {-0.34f,  1.12f, -0.43f, -0.37f}, /* DOSSIER.BODY */
    {-0.10f, -0.01f, -0.11f,  0.22f}, /* LIMIT.HEAD */
    {-0.10f,  0.17f, -0.12f,  0.04f}, /* LIMIT.AFTER */
    {-0.19f, -0.23f, -0.19f,  0.61f}, /* LIMIT.TITLE */
    {-0.10f,  0.00f, -0.12f,  0.22f}, /* LIMIT.ASIDE */
    { 0.35f,  0.43f, -0.41f, -0.38f}, /* LIMIT.OPENING */
    { 0.20f,  1.00f, -0.78f, -0.43f}, /* LIMIT.BODY */
    {-0.30f, -1.75f,  2.42f, -0.36f}, /* TERMS.HEAD */
    {-0.15f, -1.09f,  1.48f, -0.23f}, /* TERMS.AFTER */
    {-0.15f, -1.09f,  1.48f, -0.23f}, /* TERMS.TITLE */
    {-0.16f, -1.52f,  1.99f, -0.32f}, /* TERMS.ASIDE */
    {-0.29f,  0.53f,  0.38f, -0.64f}, /* TERMS.OPENING */
    {-0.27f,  0.93f, -0.20f, -0.48f}, /* TERMS.BODY */
    { 0.26f,  0.14f, -0.73f,  0.33f}, /* LAUNCH.HEAD */
    {-0.16f,  0.92f, -0.62f, -0.13f}, /* LAUNCH.AFTER */
    {-0.78f,  0.99f, -0.79f,  0.58f}, /* LAUNCH.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LAUNCH.ASIDE */
    { 0.01f,  0.25f, -0.42f,  0.17f}, /* LAUNCH.OPENING */
    {-0.04f, -0.41f, -0.24f,  0.69f}, /* LAUNCH.BODY */
    { 0.34f, -0.47f,  0.32f, -0.20f}, /* EDITION.HEAD */
    { 0.60f,  0.06f,  0.26f, -0.93f}, /* EDITION.AFTER */
    { 0.52f, -0.05f,  0.61f, -1.08f}, /* EDITION.TITLE */
    { 0.38f, -0.13f,  0.30f, -0.55f}, /* EDITION.ASIDE */
    { 0.75f,  0.04f, -0.49f, -0.30f}, /* EDITION.OPENING */
    { 0.31f, -0.13f, -0.36f,  0.19f}, /* EDITION.BODY */
    { 1.99f, -0.73f, -0.72f, -0.54f}, /* EVENT_NAME.HEAD */
    { 1.33f,  0.36f, -0.07f, -1.61f}, /* EVENT_NAME.AFTER */
    { 1.77f, -0.51f, -0.56f, -0.69f}, /* EVENT_NAME.TITLE */
    { 0.54f,  0.67f, -0.54f, -0.66f}, /* EVENT_NAME.ASIDE */
    { 1.23f, -0.42f, -0.21f, -0.60f}, /* EVENT_NAME.OPENING */
    { 0.50f,  0.32f, -0.18f, -0.64f}, /* EVENT_NAME.BODY */
    { 2.24f, -0.82f, -0.60f, -0.84f}, /* MEETING.HEAD */
    { 1.28f, -0.07f, -0.25f, -0.98f}, /* MEETING.AFTER */
    { 1.55f, -0.81f, -0.37f, -0.39f}, /* MEETING.TITLE */
    { 1.44f, -1.09f,  0.56f, -0.93f}, /* MEETING.ASIDE */
    { 0.71f, -0.44f, -0.58f,  0.25f}, /* MEETING.OPENING */
    { 0.15f, -0.52f, -0.09f,  0.43f}, /* MEETING.BODY */
    { 1.34f, -0.38f, -0.46f, -0.50f}, /* SHOW.HEAD */
    { 0.47f, -0.54f, -0.18f,  0.24f}, /* SHOW.AFTER */
    { 0.39f, -0.43f, -0.06f,  0.09f}, /* SHOW.TITLE */
    {-0.19f, -0.94f, -0.45f,  1.58f}, /* SHOW.ASIDE */
    { 0.79f,  0.21f, -0.27f, -0.74f}, /* SHOW.OPENING */
    { 0.34f, -0.16f,  0.19f, -0.39f}, /* SHOW.BODY */
    { 0.37f, -0.18f, -0.23f,  0.04f}, /* HAPPENS.HEAD */
    { 0.37f, -0.18f, -0.23f,  0.04f}, /* HAPPENS.AFTER */
    { 0.73f, -0.35f, -0.46f,  0.08f}, /* HAPPENS.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* HAPPENS.ASIDE */
    { 0.04f,  0.10f, -0.08f, -0.02f}, /* HAPPENS.OPENING */
    {-0.31f,  0.48f, -0.09f, -0.07f}, /* HAPPENS.BODY */
    {-0.03f, -0.73f,  0.21f,  0.55f}, /* ATTEND.HEAD */
    {-0.96f,  0.13f, -0.17f,  1.00f}, /* ATTEND.AFTER */
    {-0.39f,  0.04f, -0.42f,  0.77f}, /* ATTEND.TITLE */
    {-0.64f, -0.27f, -0.12f,  1.03f}, /* ATTEND.ASIDE */
    { 1.30f,  0.86f, -0.93f, -1.24f}, /* ATTEND.OPENING */
    { 0.69f,  0.39f, -0.59f, -0.51f}, /* ATTEND.BODY */
    {-0.50f,  0.64f,  0.48f, -0.62f}, /* PROGRAMME.HEAD */
    { 0.05f,  0.06f,  0.12f, -0.23f}, /* PROGRAMME.AFTER */
    {-0.19f,  1.09f, -0.05f, -0.86f}, /* PROGRAMME.TITLE */
    {-0.62f,  0.13f,  0.14f,  0.35f}, /* PROGRAMME.ASIDE */
    { 0.40f, -0.16f,  0.03f, -0.34f}, /* PROGRAMME.OPENING */
    { 0.24f, -0.10f,  0.02f, -0.18f}, /* PROGRAMME.BODY */
    {-0.51f, -0.12f,  0.06f,  0.57f}, /* VENUE.HEAD */
    {-0.47f,  0.13f,  0.13f,  0.21f}, /* VENUE.AFTER */
    {-0.90f, -0.21f,  0.33f,  0.78f}, /* VENUE.TITLE */
    {-0.47f, -0.05f,  0.13f,  0.39f}, /* VENUE.ASIDE */
    { 0.90f, -0.26f, -0.91f,  0.25f}, /* VENUE.OPENING */
    { 0.34f, -0.12f, -0.51f,  0.27f}, /* VENUE.BODY */
    { 0.34f, -0.05f, -0.10f, -0.19f}, /* CALLED_OFF.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* CALLED_OFF.AFTER */
    { 0.21f, -0.03f, -0.05f, -0.13f}, /* CALLED_OFF.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* CALLED_OFF.ASIDE */
    { 1.44f, -0.65f, -0.27f, -0.52f}, /* CALLED_OFF.OPENING */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* CALLED_OFF.BODY */
    {-1.13f, -1.52f,  4.15f, -1.50f}, /* GUIDE.HEAD */
    {-0.50f, -0.64f,  2.25f, -1.09f}, /* GUIDE.AFTER */
    { 0.00f, -0.27f,  1.79f, -1.51f}, /* GUIDE.TITLE */
    {-0.41f, -0.57f,  2.03f, -1.05f}, /* GUIDE.ASIDE */
    {-0.68f,  0.00f,  1.81f, -1.15f}, /* GUIDE.OPENING */
    {-0.63f, -0.21f,  0.94f, -0.10f}, /* GUIDE.BODY */
    {-0.32f, -0.52f,  1.43f, -0.58f}, /* STUDY.HEAD */
    {-0.97f,  0.02f,  1.57f, -0.60f}, /* STUDY.AFTER */
    {-0.61f,  0.36f,  0.41f, -0.15f}, /* STUDY.TITLE */
    {-0.34f, -0.53f,  1.28f, -0.40f}, /* STUDY.ASIDE */
    {-0.54f, -0.35f,  0.86f,  0.01f}, /* STUDY.OPENING */
    {-0.39f,  0.11f,  0.25f,  0.02f}, /* STUDY.BODY */
    {-0.27f, -1.64f,  3.78f, -1.88f}, /* LAW.HEAD */
    {-0.14f, -0.84f,  2.10f, -1.12f}, /* LAW.AFTER */
    {-0.18f, -0.89f,  2.52f, -1.45f}, /* LAW.TITLE */
    {-0.08f, -0.84f,  2.03f, -1.11f}, /* LAW.ASIDE */
    {-1.62f,  0.59f,  0.23f,  0.80f}, /* LAW.OPENING */
    {-0.81f,  0.10f,  0.47f,  0.24f}, /* LAW.BODY */
    {-1.54f, -0.65f,  1.46f,  0.72f}, /* RECORDING.HEAD */
    {-1.37f, -0.36f,  1.30f,  0.43f}, /* RECORDING.AFTER */
    {-0.97f, -0.35f,  1.02f,  0.29f}, /* RECORDING.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* RECORDING.ASIDE */
    {-1.40f, -0.51f,  1.68f,  0.22f}, /* RECORDING.OPENING */
    {-0.71f, -0.32f,  0.84f,  0.19f}, /* RECORDING.BODY */
    { 0.28f, -1.36f,  1.67f, -0.59f}, /* EXPLAINS.HEAD */
    { 0.48f, -2.10f,  1.78f, -0.17f}, /* EXPLAINS.AFTER */
    { 0.16f, -1.19f,  1.50f, -0.47f}, /* EXPLAINS.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* EXPLAINS.ASIDE */
    { 0.06f, -0.08f,  0.86f, -0.84f}, /* EXPLAINS.OPENING */
    { 0.03f, -0.85f,  1.07f, -0.25f}, /* EXPLAINS.BODY */
    {-0.11f, -0.07f,  0.47f, -0.28f}, /* READING.HEAD */
    {-0.12f, -0.13f,  0.76f, -0.51f}, /* READING.AFTER */
    {-0.20f, -0.08f,  0.60f, -0.31f}, /* READING.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* READING.ASIDE */
    { 0.33f, -0.49f,  1.61f, -1.46f}, /* READING.OPENING */
    { 0.17f, -0.25f,  0.81f, -0.73f}, /* READING.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.AFTER */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.ASIDE */
    {-1.27f,  0.48f,  2.07f, -1.28f}, /* DOWNLOAD.OPENING */
    {-0.65f,  0.38f,  0.95f, -0.68f}, /* DOWNLOAD.BODY */
    {-0.22f, -1.20f, -0.39f,  1.80f}, /* RESULTS.HEAD */
    {-0.23f, -1.33f, -0.06f,  1.62f}, /* RESULTS.AFTER */
    {-0.30f, -0.93f, -0.75f,  1.97f}, /* RESULTS.TITLE */
    {-0.09f, -0.87f, -0.48f,  1.44f}, /* RESULTS.ASIDE */
    { 0.63f, -0.02f, -0.70f,  0.11f}, /* RESULTS.OPENING */
    { 0.20f,  0.62f, -0.99f,  0.18f}, /* RESULTS.BODY */
    {-1.59f, -0.87f,  0.97f,  1.48f}, /* LOOKING_BACK.HEAD */
    {-1.17f, -0.50f,  0.45f,  1.21f}, /* LOOKING_BACK.AFTER */
    {-1.50f, -0.29f,  0.43f,  1.36f}, /* LOOKING_BACK.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LOOKING_BACK.ASIDE */
    {-0.72f,  0.37f, -0.92f,  1.27f}, /* LOOKING_BACK.OPENING */
    {-0.38f,  0.29f, -0.75f,  0.84f}, /* LOOKING_BACK.BODY */
    {-0.03f, -1.98f, -0.21f,  2.21f}, /* JOB.HEAD */
    { 0.02f, -1.16f, -0.16f,  1.30f}, /* JOB.AFTER */
    {-0.07f, -1.57f,  0.31f,  1.34f}, /* JOB.TITLE */
    { 0.23f, -1.03f, -0.54f,  1.34f}, /* JOB.ASIDE */
    {-1.46f,  0.40f,  0.15f,  0.90f}, /* JOB.OPENING */
    {-0.73f,  0.20f,  0.08f,  0.45f}, /* JOB.BODY */
    {-0.10f, -0.42f, -0.06f,  0.57f}, /* SAID.HEAD */
    {-0.09f, -0.39f, -0.02f,  0.49f}, /* SAID.AFTER */
    {-0.20f, -0.74f,  0.01f,  0.93f}, /* SAID.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* SAID.ASIDE */
    {-0.64f, -0.18f, -0.72f,  1.56f}, /* SAID.OPENING */
    {-0.34f, -0.07f, -0.36f,  0.78f}, /* SAID.BODY */
    {-0.23f, -2.34f,  1.85f,  0.72f}, /* SEVERAL_CALLS.HEAD */
    {-0.15f, -1.42f,  1.13f,  0.44f}, /* SEVERAL_CALLS.AFTER */
    {-0.22f, -1.44f,  0.91f,  0.75f}, /* SEVERAL_CALLS.TITLE */
    {-0.15f, -1.30f,  0.99f,  0.46f}, /* SEVERAL_CALLS.ASIDE */
    {-0.90f, -0.46f, -0.22f,  1.58f}, /* SEVERAL_CALLS.OPENING */
    {-0.45f, -0.23f, -0.11f,  0.79f}, /* SEVERAL_CALLS.BODY */
    {-0.06f, -0.88f,  0.58f,  0.36f}, /* HEADLINE.HEAD */
    {-0.18f, -1.07f, -0.35f,  1.60f}, /* HEADLINE.AFTER */
    { 0.47f, -1.10f, -0.47f,  1.10f}, /* HEADLINE.TITLE */
    { 0.04f, -0.77f, -0.08f,  0.82f}, /* HEADLINE.ASIDE */
    {-0.87f, -0.33f,  0.05f,  1.12f}, /* HEADLINE.OPENING */
    {-0.47f, -0.09f, -0.06f,  0.61f}, /* HEADLINE.BODY */
    {-0.56f,  0.57f, -0.94f,  0.93f}, /* TELLS.HEAD */
    {-0.35f, -0.33f, -0.80f,  1.49f}, /* TELLS.AFTER */
    {-0.21f,  0.47f, -1.26f,  1.00f}, /* TELLS.TITLE */
    {-0.24f,  0.10f, -1.09f,  1.23f}, /* TELLS.ASIDE */
    { 0.04f,  0.02f, -0.41f,  0.35f}, /* TELLS.OPENING */
    { 0.00f,  0.53f, -0.34f, -0.19f}, /* TELLS.BODY */
    {-0.08f, -0.63f, -0.69f,  1.40f}, /* OFFICIALS.HEAD */
    {-0.38f, -1.01f, -0.47f,  1.85f}, /* OFFICIALS.AFTER */
    {-0.32f, -0.33f, -0.71f,  1.36f}, /* OFFICIALS.TITLE */
    {-0.04f, -0.63f, -0.88f,  1.55f}, /* OFFICIALS.ASIDE */
    {-0.11f, -0.41f, -0.05f,  0.56f}, /* OFFICIALS.OPENING */
    { 0.49f, -0.38f, -0.37f,  0.24f}, /* OFFICIALS.BODY */
    {-0.54f, -0.11f, -0.40f,  1.04f}, /* NOTICE.HEAD */
    {-0.67f, -0.73f, -0.68f,  2.08f}, /* NOTICE.AFTER */
    {-0.36f, -0.85f, -0.71f,  1.91f}, /* NOTICE.TITLE */
    {-0.06f, -1.21f, -0.47f,  1.74f}, /* NOTICE.ASIDE */
    {-0.91f,  0.33f,  0.55f,  0.04f}, /* NOTICE.OPENING */
    {-0.48f,  0.81f,  0.23f, -0.54f}, /* NOTICE.BODY */
    {-0.07f, -0.52f, -0.11f,  0.69f}, /* OF_A_CALL.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* OF_A_CALL.AFTER */
    {-0.08f, -0.58f,  0.22f,  0.44f}, /* OF_A_CALL.TITLE */
    {-0.06f, -0.37f, -0.09f,  0.52f}, /* OF_A_CALL.ASIDE */
    {-0.27f,  0.78f, -1.13f,  0.62f}, /* OF_A_CALL.OPENING */
    {-0.13f,  0.45f, -0.57f,  0.24f}, /* OF_A_CALL.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* BYGONE.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* BYGONE.AFTER */
    {-0.20f, -0.16f, -0.35f,  0.70f}, /* BYGONE.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* BYGONE.ASIDE */
    { 0.50f, -0.36f, -1.22f,  1.07f}, /* BYGONE.OPENING */
    { 0.46f, -0.13f, -0.66f,  0.32f}, /* BYGONE.BODY */
    {-0.05f,  0.57f, -0.24f, -0.28f}, /* YOU.HEAD */
    {-0.09f,  0.54f, -0.12f, -0.33f}, /* YOU.AFTER */
    { 0.37f,  0.48f, -0.53f, -0.32f}, /* YOU.TITLE */
    { 0.07f,  0.39f, -0.23f, -0.23f}, /* YOU.ASIDE */
    { 0.38f,  0.70f, -0.66f, -0.38f}, /* YOU.OPENING */
    { 0.22f,  0.16f, -0.45f,  0.09f}, /* YOU.BODY */
    {-0.08f, -0.71f,  0.17f,  0.62f}, /* WE.HEAD */
    { 0.34f, -0.93f,  0.71f, -0.12f}, /* WE.AFTER */
    {-0.44f, -0.24f,  0.27f,  0.41f}, /* WE.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WE.ASIDE */
    {-0.65f,  0.39f,  0.49f, -0.24f}, /* WE.OPENING */
    {-0.32f,  0.36f,  0.20f, -0.24f}, /* WE.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WILL.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WILL.AFTER */
    { 0.36f, -0.74f, -0.12f,  0.50f}, /* WILL.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WILL.ASIDE */
    {-0.51f,  0.77f, -1.06f,  0.81f}, /* WILL.OPENING */
    {-0.22f,  0.86f, -0.88f,  0.27f}, /* WILL.BODY */
    {-0.16f, -0.16f, -0.37f,  0.69f}, /* BUDGET.HEAD */
    {-0.10f,  0.22f, -0.28f,  0.16f}, /* BUDGET.AFTER */
    {-0.18f,  0.19f, -0.43f,  0.42f}, /* BUDGET.TITLE */
    {-0.03f,  0.01f, -0.28f,  0.30f}, /* BUDGET.ASIDE */
    {-0.26f, -0.11f, -0.06f,  0.43f}, /* BUDGET.OPENING */
    {-0.21f,  0.67f,  0.01f, -0.47f}, /* BUDGET.BODY */
    { 0.24f,  0.12f, -0.28f, -0.08f}, /* MONEY.HEAD */
    { 0.21f,  0.34f, -0.35f, -0.20f}, /* MONEY.AFTER */
    { 0.53f, -0.24f, -0.50f,  0.21f}, /* MONEY.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* MONEY.ASIDE */
    {-0.76f,  1.51f, -0.24f, -0.52f}, /* MONEY.OPENING */
    {-0.51f,  0.92f,  0.57f, -0.97f}, /* MONEY.BODY */
    {-0.14f, -0.08f, -0.65f,  0.57f}, /* ALWAYS */
    {-0.30f, -1.50f, -1.14f,  2.94f}, /* PAST_TENSE */
    {-0.73f, -0.99f, -0.19f,  1.91f}, /* PAST_TITLE */
    {-0.90f,  1.05f, -0.60f,  0.45f}, /* COMMAND */
    {-0.27f,  1.38f, -0.90f, -0.22f}, /* COMMAND_TITLE */
    {-0.33f,  0.19f,  0.07f,  0.06f}, /* QUESTION */
    {-1.23f,  1.88f, -0.57f, -0.10f}, /* HANDED_IN */
    {-0.07f, -0.26f,  0.01f,  0.32f}, /* HANDED_IN_GONE */
    {-0.15f,  0.86f, -0.44f, -0.26f}, /* REGISTERED */
    {-0.65f,  1.17f, -0.83f,  0.30f}, /* OTHER_LIMIT */
    { 1.17f, -0.61f, -0.07f, -0.48f}, /* DAY_TO_COME */
    {-0.74f, -0.61f,  0.93f,  0.42f}, /* DAY_TITLE */
    { 2.24f, -0.80f, -0.89f, -0.55f}, /* DAY_HOUR */
    { 0.68f, -1.15f,  0.32f,  0.14f}, /* DAY_OPENS */
    {-0.69f, -0.59f,  1.04f,  0.24f}, /* DAY_GONE */
    { 0.69f, -0.88f,  0.27f, -0.06f}, /* DAY_PLAIN */
    {-1.44f, -0.19f,  1.02f,  0.53f}, /* NO_DAY */
    {-0.60f,  2.01f, -0.92f, -0.49f}, /* SUM */
    {-0.87f,  1.22f, -0.69f,  0.33f}, /* PERCENT */
    {-0.34f,  0.12f, -0.18f,  0.40f}, /* BRIEF */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LONG */
};
/* clang-format on */
const size_t kind_weight_count = sizeof kind_weights / sizeof *kind_weights;
