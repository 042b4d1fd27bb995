/* Why an attempt failed, in one line for a person. Texts hold host names, numbers and reasons; never an
   address with its query, a header or a password. */
#include "harvester/fetch_internal.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void fault_set(struct fault *f, enum fetch_outcome outcome, bool transient, const char *format, ...)
{
    if (f->outcome != FETCH_OK)
        return; /* the first reason is the reason */
    f->outcome = outcome;
    f->transient = transient;
    va_list ap;
    va_start(ap, format);
    vsnprintf(f->text, sizeof f->text, format, ap);
    va_end(ap);
    /* hosts and header values are in it, perhaps cut inside a character */
    struct buf clean;
    struct arena a;
    buf_init(&clean, 0);
    arena_init(&a, 0);
    utf8_clean(&clean, f->text, strlen(f->text));
    snprintf(f->text, sizeof f->text, "%s", text_collapse(&a, buf_str(&clean), clean.n));
    arena_free(&a);
    buf_free(&clean);
}

/* --- the answer's status --- */

enum { SHORT_WAIT = 10 }; /* seconds of Retry-After that are waited for within the run */

static bool passing(long status)
{
    static const short list[] = {408, 425, 500, 502, 504, 520, 521, 522, 523, 524};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (list[i] == status)
            return true;
    return false;
}

void fault_of_status(struct transfer *t)
{
    long status = t->head.status;
    struct fault *f = &t->fault;
    const char *text = head_status_text(&t->arena, status);
    if (status == 304 || status == 204) {
        f->outcome = FETCH_NOT_MODIFIED;
    } else if (status == 410) {
        fault_set(f, FETCH_GONE, false, "HTTP %s", text);
    } else if (status == 429 || status == 503) {
        int64_t wait = head_retry_after(&t->head, (int64_t)time(NULL));
        bool hours = wait >= 7200;
        if (wait >= 0)
            fault_set(f, FETCH_BUSY, true, "HTTP %s: the server asks to wait %lld %s", text,
                      (long long)(hours ? (wait + 3599) / 3600 : wait), hours ? "h" : "s");
        else
            fault_set(f, FETCH_BUSY, true, "HTTP %s", text);
        f->retry = wait >= 0 ? wait <= SHORT_WAIT : status == 503;
    } else if (status / 100 == 3) {
        fault_set(f, FETCH_HTTP, false, "HTTP %s: a redirect that names no address", text);
    } else {
        fault_set(f, FETCH_HTTP, passing(status), "HTTP %s", text);
        f->retry = f->transient;
    }
}

/* --- certificates --- */

static const struct {
    long code; /* X509_V_ERR_… */
    const char *text;
} certificate_faults[] = {
    {9, "the certificate is not valid yet"},
    {10, "the certificate has expired"},
    {18, "the certificate is self-signed"},
    {19, "the certificate's chain ends in a self-signed one that is not trusted"},
    {20, "the certificate's issuer is not known, or the server does not send its chain"},
    {21, "the certificate's issuer is not known, or the server does not send its chain"},
    {23, "the certificate was revoked"},
    {62, "the certificate is for another host"},
    {64, "the certificate is for another address"},
};

static void fault_of_certificate(struct transfer *t)
{
    long code = 0;
    curl_easy_getinfo(t->easy, CURLINFO_SSL_VERIFYRESULT, &code);
    for (size_t i = 0; i < sizeof certificate_faults / sizeof *certificate_faults; i++)
        if (certificate_faults[i].code == code) {
            fault_set(&t->fault, FETCH_NETWORK, false, "TLS: %s", certificate_faults[i].text);
            return;
        }
    if (code <= 1) /* the name was looked at first, the chain not at all */
        fault_set(&t->fault, FETCH_NETWORK, false, "TLS: the certificate is for another host");
    else
        fault_set(&t->fault, FETCH_NETWORK, false, "TLS: the certificate is not trusted (%ld)", code);
}

/* --- the network --- */

static const struct {
    CURLcode code;
    bool transient;
    const char *text;
} network_faults[] = {
    {CURLE_COULDNT_RESOLVE_HOST, true, "name not found"},
    {CURLE_COULDNT_RESOLVE_PROXY, true, "the name of the proxy was not found"},
    {CURLE_GOT_NOTHING, true, "the server closed the connection without a response"},
    {CURLE_SEND_ERROR, true, "the connection was lost while the request was sent"},
    {CURLE_HTTP2, true, "the HTTP/2 connection was broken off"},
    {CURLE_HTTP2_STREAM, true, "the HTTP/2 stream was broken off"},
    {CURLE_UNSUPPORTED_PROTOCOL, false, "what answers there does not speak HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, false, "the HTTP response is malformed"},
    {CURLE_URL_MALFORMAT, false, "the address is malformed"},
    {CURLE_BAD_CONTENT_ENCODING, false, "the body is not what its encoding says"},
    {CURLE_SSL_CACERT_BADFILE, false, "TLS: the file of trusted certificates cannot be read"},
};

static void fault_of_connect(struct transfer *t, const char *doing)
{
    long number = 0;
    curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &number);
    const char *reason = number > 0 ? strerrordesc_np((int)number) : NULL;
    if (!reason) {
        fault_set(&t->fault, FETCH_NETWORK, true, "%s", doing);
    } else {
        char first = reason[0] >= 'A' && reason[0] <= 'Z' ? (char)(reason[0] | 0x20) : reason[0];
        fault_set(&t->fault, FETCH_NETWORK, true, "%c%s", first, reason + 1);
    }
    t->fault.retry = true;
}

/* libcurl's own clock is for connecting only; the others are ours. */
static void fault_of_waiting(struct transfer *t)
{
    curl_off_t named = 0;
    curl_easy_getinfo(t->easy, CURLINFO_NAMELOOKUP_TIME_T, &named);
    fault_set(&t->fault, FETCH_NETWORK, true, "time-out: no %s within %lld s",
              !named   ? "answer from the name server"
              : t->tls ? "TLS connection"
                       : "connection",
              (long long)t->fetcher->limits.connect_timeout);
}

static void fault_of_tls(struct transfer *t)
{
    const char *plain = strstr(t->curl_text, "wrong version number") || strstr(t->curl_text, "http request")
                            ? ": what answers there does not speak TLS"
                            : "";
    const char *reason = strstr(t->curl_text, "::"); /* "error:0A000410:SSL routines::the reason" */
    reason = reason ? reason + 2 : t->curl_text;
    fault_set(&t->fault, FETCH_NETWORK, !*plain, "TLS: no secure connection could be made%s%s%.120s%s", plain,
              *reason ? " (" : "", reason, *reason ? ")" : "");
}

static void fault_of_receiving(struct transfer *t)
{
    if (strstr(t->curl_text, "chunk") || strstr(t->curl_text, "hexadecimal")) {
        fault_set(&t->fault, FETCH_NETWORK, true, "malformed body: its chunks cannot be told apart");
        return;
    }
    if (t->received)
        fault_set(&t->fault, FETCH_NETWORK, true,
                  "the connection was lost after %lld bytes: the body is incomplete", (long long)t->received);
    else
        fault_of_connect(t, "the connection was lost before a response came");
    t->fault.retry = true;
}

static void fault_of_cut_body(struct transfer *t)
{
    if (t->head.length >= 0)
        fault_set(&t->fault, FETCH_NETWORK, true, "the body is incomplete (truncated): %lld of %lld bytes",
                  (long long)t->received, (long long)t->head.length);
    else
        fault_set(&t->fault, FETCH_NETWORK, true, "the body is incomplete (truncated) after %lld bytes",
                  (long long)t->received);
    t->fault.retry = true;
}

/* libcurl has a limit of its own for one header line. */
static void fault_of_size(struct transfer *t, CURLcode code)
{
    const char *what = t->head.status / 100 == 3 ? "headers of the redirect" : "headers";
    if (!t->head.whole)
        fault_set(&t->fault, FETCH_LIMIT, false, "the %s are larger than the limit of %lld KiB", what,
                  (long long)(t->fetcher->limits.header >> 10));
    else
        fault_set(&t->fault, FETCH_LIMIT, false, "%s", curl_easy_strerror(code));
}

static void fault_of_table(struct transfer *t, CURLcode code)
{
    for (size_t i = 0; i < sizeof network_faults / sizeof *network_faults; i++)
        if (network_faults[i].code == code) {
            fault_set(&t->fault, FETCH_NETWORK, network_faults[i].transient, "%s", network_faults[i].text);
            t->fault.retry = network_faults[i].transient;
            return;
        }
    fault_set(&t->fault, FETCH_NETWORK, false, "%s", curl_easy_strerror(code));
}

void fault_of_curl(struct transfer *t, CURLcode code)
{
    long connect = 0;
    curl_easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &connect);
    if (connect >= 300) {
        fault_set(&t->fault, FETCH_NETWORK, connect >= 500, "the proxy answered HTTP %s",
                  head_status_text(&t->arena, connect));
        return;
    }
    enum { TOO_LARGE = 100 }; /* CURLE_TOO_LARGE of later versions */
    switch ((int)code) {
    case CURLE_COULDNT_CONNECT:
        if (t->forbidden)
            fault_set(&t->fault, FETCH_REFUSED, false, "the address %s may not be reached: %s", t->forbidden,
                      "it is not a public one, and network.allow does not list it");
        else
            fault_of_connect(t, "no connection could be made");
        break;
    case CURLE_OPERATION_TIMEDOUT:
        fault_of_waiting(t);
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
        fault_of_certificate(t);
        break;
    case CURLE_SSL_CONNECT_ERROR:
        fault_of_tls(t);
        break;
    case CURLE_PARTIAL_FILE:
        fault_of_cut_body(t);
        break;
    case CURLE_RECV_ERROR:
        fault_of_receiving(t);
        break;
    case CURLE_OUT_OF_MEMORY:
    case TOO_LARGE:
        fault_of_size(t, code);
        break;
    default:
        fault_of_table(t, code);
    }
}
