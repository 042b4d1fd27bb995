/* A parameter of a request, in the query of its address or in the body of a POST, wherever it belongs. */
#pragma once
#include <stdbool.h>
#include "base/mem.h"

struct parameter_place {
    const char *url;
    const char *post;      /* as the editor wrote it; NULL: GET */
    const char *post_type; /* its media type: a form, a multipart form (lines of name=value), else JSON */
};

/* The value a parameter has, decoded; NULL: none. A name that begins with / is a JSON Pointer into the body.
 */
const char *parameter_get(struct arena *a, const struct parameter_place *place, const char *name);
/* Gives it another one, in the query where it stands there or there is no body, else in the body. `number`:
   as JSON it is one. false: the body is none that can hold it. */
bool parameter_set(struct arena *a, struct parameter_place *place, const char *name, const char *value,
                   bool number);

/* The body and its type as they are sent: lines of name=value become the parts of a multipart form (RFC 7578)
   where the type is multipart/form-data without a boundary. */
void parameter_body(struct arena *a, const char *post, const char *post_type, const char **sent,
                    const char **sent_type);
