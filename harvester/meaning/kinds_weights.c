/* What each sign adds for event, call, document, news, in the order of kinds_words.h: learnt by
   scripts/learn-kinds.py (`make weights`) from 1509 cases of the project and
   262 of real pages, not written by hand. */
#include "harvester/meaning/kinds_words.h"

/* clang-format off */
const float kind_weights[][KIND_COUNT - 1] = {
    {-1.98f,  2.10f, -0.18f,  0.02f}, /* CALL_NAME.HEAD */
    {-1.19f,  1.95f, -0.02f, -0.79f}, /* CALL_NAME.AFTER */
    {-0.95f,  0.97f, -0.79f,  0.74f}, /* CALL_NAME.TITLE */
    { 0.16f, -0.96f,  0.85f, -0.09f}, /* CALL_NAME.ASIDE */
    {-0.89f, -0.11f,  1.06f, -0.06f}, /* CALL_NAME.OPENING */
    {-0.54f, -0.35f,  0.70f,  0.19f}, /* CALL_NAME.BODY */
    {-0.40f,  0.91f,  0.34f, -0.85f}, /* TENDER.HEAD */
    {-0.29f,  0.79f,  0.12f, -0.62f}, /* TENDER.AFTER */
    {-0.30f,  0.78f,  0.15f, -0.63f}, /* TENDER.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* TENDER.ASIDE */
    {-0.49f,  0.54f,  0.28f, -0.33f}, /* TENDER.OPENING */
    {-0.33f,  0.74f,  0.18f, -0.60f}, /* TENDER.BODY */
    {-0.66f,  1.48f, -0.85f,  0.01f}, /* PRIZE.HEAD */
    {-0.64f,  1.06f, -0.35f, -0.09f}, /* PRIZE.AFTER */
    {-0.65f,  1.97f, -0.64f, -0.69f}, /* PRIZE.TITLE */
    {-0.44f,  0.37f,  0.17f, -0.11f}, /* PRIZE.ASIDE */
    { 0.33f, -0.38f, -0.41f,  0.47f}, /* PRIZE.OPENING */
    { 0.10f, -0.10f, -0.28f,  0.31f}, /* PRIZE.BODY */
    {-0.50f,  1.62f, -0.66f, -0.45f}, /* AID.HEAD */
    {-0.78f,  2.02f, -0.52f, -0.71f}, /* AID.AFTER */
    {-0.33f,  0.94f, -0.61f,  0.01f}, /* AID.TITLE */
    {-0.56f,  0.93f, -0.30f, -0.06f}, /* AID.ASIDE */
    {-0.61f,  0.57f,  0.48f, -0.45f}, /* AID.OPENING */
    {-0.47f,  0.89f,  0.23f, -0.66f}, /* AID.BODY */
    {-0.61f,  1.82f, -0.79f, -0.42f}, /* FUNDING.HEAD */
    {-0.36f,  1.23f, -0.33f, -0.54f}, /* FUNDING.AFTER */
    {-0.05f,  0.59f, -0.54f,  0.00f}, /* FUNDING.TITLE */
    {-0.20f,  0.44f,  0.12f, -0.36f}, /* FUNDING.ASIDE */
    {-0.68f,  0.25f,  0.24f,  0.22f}, /* FUNDING.OPENING */
    {-0.57f,  0.20f,  0.29f,  0.11f}, /* FUNDING.BODY */
    {-0.26f,  2.05f, -0.57f, -1.23f}, /* SEEK.HEAD */
    {-0.26f,  2.14f, -0.63f, -1.24f}, /* SEEK.AFTER */
    {-0.25f,  1.83f, -0.50f, -1.09f}, /* SEEK.TITLE */
    {-0.22f,  1.74f, -0.49f, -1.03f}, /* SEEK.ASIDE */
    {-1.23f,  2.05f,  0.13f, -0.95f}, /* SEEK.OPENING */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* SEEK.BODY */
    {-0.83f,  0.95f,  0.14f, -0.27f}, /* APPLY.HEAD */
    {-1.45f,  1.40f,  0.14f, -0.09f}, /* APPLY.AFTER */
    {-0.60f,  0.69f,  0.41f, -0.50f}, /* APPLY.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* APPLY.ASIDE */
    {-1.07f,  1.43f, -0.32f, -0.04f}, /* APPLY.OPENING */
    {-0.72f,  1.55f, -0.26f, -0.59f}, /* APPLY.BODY */
    { 0.52f, -0.08f,  0.13f, -0.58f}, /* DOSSIER.HEAD */
    { 0.09f,  0.73f, -0.05f, -0.77f}, /* DOSSIER.AFTER */
    { 0.14f,  0.66f, -0.02f, -0.79f}, /* DOSSIER.TITLE */
    { 0.00f, -0.14f,  1.07f, -0.94f}, /* DOSSIER.ASIDE */
    {-0.51f,  0.30f,  0.33f, -0.14f}, /* DOSSIER.OPENING */
    {-0.40f,  1.14f, -0.20f, -0.54f}, /* DOSSIER.BODY */
    {-0.17f, -0.02f, -0.14f,  0.33f}, /* LIMIT.HEAD */
    {-0.17f,  0.14f, -0.14f,  0.18f}, /* LIMIT.AFTER */
    {-0.25f, -0.19f, -0.19f,  0.64f}, /* LIMIT.TITLE */
    {-0.17f, -0.01f, -0.14f,  0.32f}, /* LIMIT.ASIDE */
    { 0.46f,  0.45f, -0.47f, -0.45f}, /* LIMIT.OPENING */
    { 0.32f,  1.06f, -0.72f, -0.69f}, /* LIMIT.BODY */
    {-0.39f, -2.02f,  2.83f, -0.42f}, /* TERMS.HEAD */
    {-0.26f, -1.53f,  2.11f, -0.32f}, /* TERMS.AFTER */
    {-0.26f, -1.53f,  2.11f, -0.32f}, /* TERMS.TITLE */
    {-0.26f, -1.80f,  2.43f, -0.38f}, /* TERMS.ASIDE */
    {-0.17f,  0.47f,  0.36f, -0.69f}, /* TERMS.OPENING */
    {-0.24f,  0.91f, -0.12f, -0.59f}, /* TERMS.BODY */
    { 0.15f,  0.24f, -0.83f,  0.45f}, /* LAUNCH.HEAD */
    {-0.06f,  0.94f, -0.78f, -0.10f}, /* LAUNCH.AFTER */
    {-0.60f,  0.95f, -0.89f,  0.54f}, /* LAUNCH.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LAUNCH.ASIDE */
    { 0.07f,  0.20f, -0.36f,  0.08f}, /* LAUNCH.OPENING */
    { 0.19f, -0.27f, -0.02f,  0.10f}, /* LAUNCH.BODY */
    { 0.45f, -0.46f,  0.43f, -0.41f}, /* EDITION.HEAD */
    { 0.57f,  0.01f,  0.41f, -0.99f}, /* EDITION.AFTER */
    { 0.61f, -0.07f,  0.68f, -1.22f}, /* EDITION.TITLE */
    { 0.47f, -0.16f,  0.43f, -0.75f}, /* EDITION.ASIDE */
    { 0.87f, -0.01f, -0.50f, -0.35f}, /* EDITION.OPENING */
    { 0.53f, -0.16f, -0.41f,  0.05f}, /* EDITION.BODY */
    { 2.14f, -0.60f, -0.86f, -0.70f}, /* EVENT_NAME.HEAD */
    { 1.58f,  0.35f, -0.28f, -1.66f}, /* EVENT_NAME.AFTER */
    { 2.03f, -0.47f, -0.67f, -0.90f}, /* EVENT_NAME.TITLE */
    { 0.96f,  0.57f, -0.65f, -0.89f}, /* EVENT_NAME.ASIDE */
    { 1.18f, -0.39f, -0.23f, -0.57f}, /* EVENT_NAME.OPENING */
    { 0.66f,  0.14f, -0.22f, -0.59f}, /* EVENT_NAME.BODY */
    { 2.37f, -0.85f, -0.64f, -0.86f}, /* MEETING.HEAD */
    { 1.59f, -0.12f, -0.33f, -1.11f}, /* MEETING.AFTER */
    { 1.69f, -0.82f, -0.34f, -0.49f}, /* MEETING.TITLE */
    { 1.75f, -1.12f,  0.44f, -1.03f}, /* MEETING.ASIDE */
    { 0.78f, -0.45f, -0.57f,  0.19f}, /* MEETING.OPENING */
    { 0.35f, -0.60f, -0.39f,  0.60f}, /* MEETING.BODY */
    { 1.48f, -0.47f, -0.48f, -0.55f}, /* SHOW.HEAD */
    { 0.62f, -0.63f, -0.24f,  0.24f}, /* SHOW.AFTER */
    { 0.57f, -0.54f, -0.09f,  0.06f}, /* SHOW.TITLE */
    { 0.04f, -1.03f, -0.45f,  1.42f}, /* SHOW.ASIDE */
    { 0.74f,  0.19f, -0.24f, -0.71f}, /* SHOW.OPENING */
    { 0.45f, -0.08f,  0.10f, -0.49f}, /* SHOW.BODY */
    { 0.58f, -0.26f, -0.36f,  0.03f}, /* HAPPENS.HEAD */
    { 0.58f, -0.26f, -0.36f,  0.03f}, /* HAPPENS.AFTER */
    { 0.87f, -0.39f, -0.53f,  0.05f}, /* HAPPENS.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* HAPPENS.ASIDE */
    { 0.05f,  0.08f, -0.07f, -0.04f}, /* HAPPENS.OPENING */
    {-0.25f,  0.46f, -0.09f, -0.13f}, /* HAPPENS.BODY */
    {-0.13f, -0.68f,  0.20f,  0.62f}, /* ATTEND.HEAD */
    {-0.84f,  0.04f, -0.15f,  0.96f}, /* ATTEND.AFTER */
    {-0.51f,  0.01f, -0.31f,  0.82f}, /* ATTEND.TITLE */
    {-0.64f, -0.28f, -0.10f,  1.03f}, /* ATTEND.ASIDE */
    { 1.40f,  0.85f, -1.00f, -1.30f}, /* ATTEND.OPENING */
    { 1.09f,  0.51f, -0.77f, -0.87f}, /* ATTEND.BODY */
    {-0.61f,  0.70f,  0.54f, -0.63f}, /* PROGRAMME.HEAD */
    {-0.12f,  0.25f,  0.23f, -0.36f}, /* PROGRAMME.AFTER */
    {-0.30f,  1.13f,  0.07f, -0.90f}, /* PROGRAMME.TITLE */
    {-0.68f,  0.30f,  0.24f,  0.14f}, /* PROGRAMME.ASIDE */
    { 0.42f, -0.11f,  0.06f, -0.35f}, /* PROGRAMME.OPENING */
    { 0.31f, -0.10f,  0.04f, -0.23f}, /* PROGRAMME.BODY */
    {-0.60f, -0.10f,  0.18f,  0.53f}, /* VENUE.HEAD */
    {-0.61f,  0.09f,  0.22f,  0.31f}, /* VENUE.AFTER */
    {-0.93f, -0.17f,  0.38f,  0.72f}, /* VENUE.TITLE */
    {-0.61f, -0.05f,  0.23f,  0.44f}, /* VENUE.ASIDE */
    { 1.01f, -0.30f, -1.01f,  0.26f}, /* VENUE.OPENING */
    { 0.55f, -0.21f, -0.70f,  0.33f}, /* VENUE.BODY */
    { 0.40f, -0.05f, -0.12f, -0.24f}, /* CALLED_OFF.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* CALLED_OFF.AFTER */
    { 0.31f, -0.04f, -0.08f, -0.19f}, /* CALLED_OFF.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* CALLED_OFF.ASIDE */
    { 1.49f, -0.69f, -0.29f, -0.51f}, /* CALLED_OFF.OPENING */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* CALLED_OFF.BODY */
    {-1.09f, -1.52f,  4.19f, -1.59f}, /* GUIDE.HEAD */
    {-0.57f, -0.73f,  2.50f, -1.21f}, /* GUIDE.AFTER */
    {-0.09f, -0.38f,  2.06f, -1.60f}, /* GUIDE.TITLE */
    {-0.50f, -0.70f,  2.45f, -1.26f}, /* GUIDE.ASIDE */
    {-0.68f, -0.02f,  1.88f, -1.18f}, /* GUIDE.OPENING */
    {-0.70f, -0.27f,  1.45f, -0.48f}, /* GUIDE.BODY */
    {-0.30f, -0.57f,  1.48f, -0.61f}, /* STUDY.HEAD */
    {-0.92f, -0.07f,  1.57f, -0.58f}, /* STUDY.AFTER */
    {-0.59f,  0.29f,  0.52f, -0.22f}, /* STUDY.TITLE */
    {-0.41f, -0.57f,  1.36f, -0.39f}, /* STUDY.ASIDE */
    {-0.53f, -0.36f,  0.87f,  0.01f}, /* STUDY.OPENING */
    {-0.44f,  0.04f,  0.45f, -0.06f}, /* STUDY.BODY */
    {-0.23f, -1.81f,  4.06f, -2.02f}, /* LAW.HEAD */
    {-0.13f, -1.22f,  2.82f, -1.47f}, /* LAW.AFTER */
    {-0.17f, -1.24f,  3.05f, -1.65f}, /* LAW.TITLE */
    {-0.06f, -1.22f,  2.75f, -1.47f}, /* LAW.ASIDE */
    {-1.84f,  0.70f,  0.22f,  0.91f}, /* LAW.OPENING */
    {-1.23f,  0.28f,  0.46f,  0.48f}, /* LAW.BODY */
    {-1.76f, -0.70f,  1.63f,  0.83f}, /* RECORDING.HEAD */
    {-1.59f, -0.48f,  1.52f,  0.56f}, /* RECORDING.AFTER */
    {-1.34f, -0.48f,  1.28f,  0.54f}, /* RECORDING.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* RECORDING.ASIDE */
    {-1.30f, -0.62f,  1.72f,  0.21f}, /* RECORDING.OPENING */
    {-0.87f, -0.46f,  1.14f,  0.19f}, /* RECORDING.BODY */
    { 0.44f, -1.60f,  1.82f, -0.66f}, /* EXPLAINS.HEAD */
    { 0.58f, -2.27f,  2.02f, -0.33f}, /* EXPLAINS.AFTER */
    { 0.33f, -1.51f,  1.81f, -0.64f}, /* EXPLAINS.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* EXPLAINS.ASIDE */
    { 0.31f, -0.11f,  0.90f, -1.09f}, /* EXPLAINS.OPENING */
    { 0.34f, -0.82f,  1.19f, -0.71f}, /* EXPLAINS.BODY */
    {-0.15f, -0.10f,  0.64f, -0.39f}, /* READING.HEAD */
    {-0.16f, -0.14f,  0.85f, -0.55f}, /* READING.AFTER */
    {-0.22f, -0.11f,  0.73f, -0.40f}, /* READING.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* READING.ASIDE */
    { 0.32f, -0.45f,  1.63f, -1.50f}, /* READING.OPENING */
    { 0.22f, -0.30f,  1.09f, -1.00f}, /* READING.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.AFTER */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* DOWNLOAD.ASIDE */
    {-1.32f,  0.55f,  2.17f, -1.39f}, /* DOWNLOAD.OPENING */
    {-0.89f,  0.50f,  1.33f, -0.94f}, /* DOWNLOAD.BODY */
    {-0.10f, -1.27f, -0.50f,  1.86f}, /* RESULTS.HEAD */
    {-0.12f, -1.41f, -0.18f,  1.70f}, /* RESULTS.AFTER */
    {-0.12f, -1.01f, -0.88f,  2.00f}, /* RESULTS.TITLE */
    { 0.00f, -1.06f, -0.57f,  1.62f}, /* RESULTS.ASIDE */
    { 0.45f,  0.05f, -0.75f,  0.19f}, /* RESULTS.OPENING */
    { 0.21f,  0.69f, -1.13f,  0.19f}, /* RESULTS.BODY */
    {-1.70f, -0.95f,  1.06f,  1.58f}, /* LOOKING_BACK.HEAD */
    {-1.37f, -0.62f,  0.67f,  1.32f}, /* LOOKING_BACK.AFTER */
    {-1.55f, -0.42f,  0.64f,  1.33f}, /* LOOKING_BACK.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LOOKING_BACK.ASIDE */
    {-0.89f,  0.51f, -0.95f,  1.31f}, /* LOOKING_BACK.OPENING */
    {-0.60f,  0.47f, -0.88f,  1.00f}, /* LOOKING_BACK.BODY */
    {-0.01f, -2.06f, -0.26f,  2.34f}, /* JOB.HEAD */
    { 0.03f, -1.44f, -0.21f,  1.63f}, /* JOB.AFTER */
    {-0.01f, -1.69f,  0.17f,  1.53f}, /* JOB.TITLE */
    { 0.14f, -1.27f, -0.55f,  1.68f}, /* JOB.ASIDE */
    {-1.56f,  0.45f,  0.19f,  0.92f}, /* JOB.OPENING */
    {-1.04f,  0.30f,  0.12f,  0.61f}, /* JOB.BODY */
    {-0.13f, -0.57f, -0.03f,  0.74f}, /* SAID.HEAD */
    {-0.13f, -0.55f,  0.00f,  0.69f}, /* SAID.AFTER */
    {-0.20f, -0.81f,  0.02f,  0.99f}, /* SAID.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* SAID.ASIDE */
    {-0.67f, -0.09f, -0.82f,  1.60f}, /* SAID.OPENING */
    {-0.46f, -0.05f, -0.55f,  1.07f}, /* SAID.BODY */
    {-0.23f, -2.53f,  2.00f,  0.75f}, /* SEVERAL_CALLS.HEAD */
    {-0.19f, -1.83f,  1.42f,  0.60f}, /* SEVERAL_CALLS.AFTER */
    {-0.25f, -1.84f,  1.26f,  0.83f}, /* SEVERAL_CALLS.TITLE */
    {-0.19f, -1.77f,  1.35f,  0.61f}, /* SEVERAL_CALLS.ASIDE */
    {-0.94f, -0.45f, -0.27f,  1.66f}, /* SEVERAL_CALLS.OPENING */
    {-0.63f, -0.30f, -0.18f,  1.10f}, /* SEVERAL_CALLS.BODY */
    {-0.03f, -1.04f,  0.58f,  0.48f}, /* HEADLINE.HEAD */
    {-0.11f, -1.22f, -0.25f,  1.58f}, /* HEADLINE.AFTER */
    { 0.40f, -1.16f, -0.35f,  1.11f}, /* HEADLINE.TITLE */
    { 0.06f, -0.98f, -0.01f,  0.93f}, /* HEADLINE.ASIDE */
    {-0.80f, -0.31f, -0.01f,  1.12f}, /* HEADLINE.OPENING */
    {-0.56f, -0.14f, -0.08f,  0.79f}, /* HEADLINE.BODY */
    {-0.53f,  0.61f, -1.10f,  1.01f}, /* TELLS.HEAD */
    {-0.36f, -0.16f, -0.89f,  1.40f}, /* TELLS.AFTER */
    {-0.18f,  0.48f, -1.32f,  1.00f}, /* TELLS.TITLE */
    {-0.27f,  0.15f, -1.20f,  1.32f}, /* TELLS.ASIDE */
    { 0.08f,  0.04f, -0.47f,  0.37f}, /* TELLS.OPENING */
    { 0.05f,  0.49f, -0.41f, -0.11f}, /* TELLS.BODY */
    {-0.14f, -0.71f, -0.75f,  1.60f}, /* OFFICIALS.HEAD */
    {-0.36f, -1.03f, -0.57f,  1.96f}, /* OFFICIALS.AFTER */
    {-0.30f, -0.42f, -0.76f,  1.48f}, /* OFFICIALS.TITLE */
    {-0.09f, -0.70f, -0.90f,  1.69f}, /* OFFICIALS.ASIDE */
    {-0.01f, -0.46f, -0.10f,  0.53f}, /* OFFICIALS.OPENING */
    { 0.36f, -0.40f, -0.29f,  0.28f}, /* OFFICIALS.BODY */
    {-0.44f, -0.18f, -0.41f,  1.02f}, /* NOTICE.HEAD */
    {-0.62f, -0.79f, -0.68f,  2.08f}, /* NOTICE.AFTER */
    {-0.36f, -0.85f, -0.71f,  1.91f}, /* NOTICE.TITLE */
    {-0.15f, -1.18f, -0.54f,  1.86f}, /* NOTICE.ASIDE */
    {-1.01f,  0.38f,  0.60f,  0.03f}, /* NOTICE.OPENING */
    {-0.70f,  0.80f,  0.37f, -0.47f}, /* NOTICE.BODY */
    {-0.07f, -0.70f,  0.08f,  0.69f}, /* OF_A_CALL.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* OF_A_CALL.AFTER */
    {-0.08f, -0.78f,  0.35f,  0.51f}, /* OF_A_CALL.TITLE */
    {-0.07f, -0.60f,  0.08f,  0.58f}, /* OF_A_CALL.ASIDE */
    {-0.12f,  0.80f, -1.24f,  0.57f}, /* OF_A_CALL.OPENING */
    {-0.08f,  0.57f, -0.83f,  0.33f}, /* OF_A_CALL.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* BYGONE.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* BYGONE.AFTER */
    {-0.19f, -0.18f, -0.41f,  0.79f}, /* BYGONE.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* BYGONE.ASIDE */
    { 0.41f, -0.29f, -1.34f,  1.20f}, /* BYGONE.OPENING */
    { 0.59f, -0.16f, -0.92f,  0.48f}, /* BYGONE.BODY */
    {-0.01f,  0.56f, -0.24f, -0.31f}, /* YOU.HEAD */
    {-0.06f,  0.52f, -0.10f, -0.35f}, /* YOU.AFTER */
    { 0.32f,  0.47f, -0.48f, -0.30f}, /* YOU.TITLE */
    { 0.08f,  0.43f, -0.23f, -0.28f}, /* YOU.ASIDE */
    { 0.44f,  0.69f, -0.68f, -0.39f}, /* YOU.OPENING */
    { 0.30f,  0.29f, -0.52f,  0.00f}, /* YOU.BODY */
    {-0.03f, -0.79f,  0.27f,  0.55f}, /* WE.HEAD */
    { 0.30f, -0.94f,  0.69f, -0.04f}, /* WE.AFTER */
    {-0.27f, -0.33f,  0.28f,  0.33f}, /* WE.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WE.ASIDE */
    {-0.62f,  0.42f,  0.50f, -0.32f}, /* WE.OPENING */
    {-0.42f,  0.40f,  0.31f, -0.31f}, /* WE.BODY */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WILL.HEAD */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WILL.AFTER */
    { 0.47f, -0.82f, -0.12f,  0.47f}, /* WILL.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* WILL.ASIDE */
    {-0.77f,  0.85f, -1.02f,  0.92f}, /* WILL.OPENING */
    {-0.51f,  0.99f, -0.88f,  0.36f}, /* WILL.BODY */
    {-0.23f, -0.04f, -0.45f,  0.72f}, /* BUDGET.HEAD */
    {-0.18f,  0.29f, -0.38f,  0.27f}, /* BUDGET.AFTER */
    {-0.24f,  0.28f, -0.48f,  0.44f}, /* BUDGET.TITLE */
    {-0.15f,  0.12f, -0.38f,  0.40f}, /* BUDGET.ASIDE */
    {-0.23f, -0.13f,  0.02f,  0.36f}, /* BUDGET.OPENING */
    {-0.21f,  0.59f,  0.07f, -0.42f}, /* BUDGET.BODY */
    { 0.39f,  0.05f, -0.39f, -0.06f}, /* MONEY.HEAD */
    { 0.36f,  0.24f, -0.43f, -0.17f}, /* MONEY.AFTER */
    { 0.63f, -0.25f, -0.53f,  0.16f}, /* MONEY.TITLE */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* MONEY.ASIDE */
    {-0.81f,  1.58f, -0.21f, -0.57f}, /* MONEY.OPENING */
    {-0.62f,  1.13f,  0.52f, -1.05f}, /* MONEY.BODY */
    {-0.08f, -0.17f, -0.67f,  0.57f}, /* ALWAYS */
    {-0.48f, -1.71f, -1.54f,  3.74f}, /* PAST_TENSE */
    {-0.85f, -1.30f, -0.21f,  2.37f}, /* PAST_TITLE */
    {-1.05f,  1.21f, -0.73f,  0.56f}, /* COMMAND */
    {-0.19f,  1.48f, -1.11f, -0.19f}, /* COMMAND_TITLE */
    {-0.45f,  0.24f,  0.06f,  0.14f}, /* QUESTION */
    {-1.45f,  2.04f, -0.66f,  0.01f}, /* HANDED_IN */
    {-0.01f, -0.37f,  0.04f,  0.35f}, /* HANDED_IN_GONE */
    {-0.15f,  1.06f, -0.68f, -0.23f}, /* REGISTERED */
    {-0.69f,  1.28f, -0.96f,  0.36f}, /* OTHER_LIMIT */
    { 1.08f, -0.55f, -0.07f, -0.52f}, /* DAY_TO_COME */
    {-1.01f, -0.76f,  1.11f,  0.65f}, /* DAY_TITLE */
    { 2.64f, -0.89f, -1.24f, -0.52f}, /* DAY_HOUR */
    { 0.51f, -1.29f,  0.35f,  0.40f}, /* DAY_OPENS */
    {-0.81f, -0.62f,  1.19f,  0.25f}, /* DAY_GONE */
    { 0.67f, -0.91f,  0.37f, -0.09f}, /* DAY_PLAIN */
    {-1.56f, -0.13f,  1.08f,  0.56f}, /* NO_DAY */
    {-0.67f,  2.26f, -1.13f, -0.47f}, /* SUM */
    {-1.07f,  1.39f, -0.76f,  0.41f}, /* PERCENT */
    {-0.46f,  0.17f, -0.17f,  0.47f}, /* BRIEF */
    { 0.00f,  0.00f,  0.00f,  0.00f}, /* LONG */
};
/* clang-format on */
const size_t kind_weight_count = sizeof kind_weights / sizeof *kind_weights;
