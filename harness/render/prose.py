"""Says in plain English why an outcome is what it is: one sentence for each code that a rule or the judge gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from harness.arazzo import Workflow
from harness.expression import Criterion
from harness.grouping import kind_of
from harness.render.deciding import criterion_of, said_of
from harness.verdict import Because, Cause

SENTENCES: Final[dict[str, str]] = {
    # the judge
    "shown": "Shown by {cases} {cases:case|cases}.",
    "nothing-seen": "Nothing that could show it was seen in this run.",
    "too-little": "Too little was tried: {reached} of at least {needed} cases.",
    "not-tested": "Not tested.",
    "not-all-tried": "Not all that is planned for it could be tried: {why}.",
    "stopped": "The run stopped before this was tried enough ({why}).",
    "never-reached": (
        "Every answer of {count} {count:operation|operations} was a refusal that says nothing of what was sent "
        "(401, 403, 404, 405, 410 or 429): {operations}."
    ),
    "too-few-cases": "Too few different requests went to {count} {count:operation|operations}: {operations}.",
    "no-footer": "The run never came to its end, so nothing in it can be said to conform.",
    "unavailable": "It could not be tried: {why}.",
    "rule-crashed": "Hallmark's own rule failed ({error}). This is our fault and counts against nobody.",
    "condition-false": "It does not apply to this product.",
    "condition-unknown": "Whether it applies could not be told.",
    "no-answer": "The product gave no whole answer{why:?}, so this could not be told.",
    "blocked": "The earlier step “{step}” did not succeed, so this was never reached.",
    "not-looked-in-time": "Nobody looked when {seconds} seconds were over, so “{step}” may have come in time or late.",
    "cut-off": "The conversation ended before the step “{step}” was decided.",
    "failed": "The step “{step}” failed in a way that shows nothing about the product.",
    "no-call": "After the step “{step}” the product was to call back. No call came, and it could not be told why.",
    "cut-off-by-us": "Hallmark broke off before it had answered the last of these calls, so this could not be told.",
    "redacted": "The part that decides was taken out of the evidence before it was kept.",
    "nobody-let-in": (
        "Whoever came with a good credential was answered {status}, so that nothing shows what the product does with"
        " one. The credential may be wrong."
    ),
    "no-good-credential": (
        "Nobody with a good credential was seen to be let in where others were refused, so that a refusal shows"
        " nothing."
    ),
    "let-in-no-more": (
        "After a while whoever came with a good credential was answered {status}, to the end: it may have run out, and"
        " what the product does with one could not be told."
    ),
    "not-there": "The operation {operation} is not there: whatever is asked of it is answered so.",
    "nothing-there": "Nothing that was asked for is there. The base URL may be wrong.",
    "never-there": "Whatever was asked of {operation}, it was not there, so that nothing shows what it does.",
    "page-instead": "A web page came in place of an answer ({status}).",
    "hidden-by-status": "The product answered {status}, which hides what was asked.",
    "path-unserved": "Whatever was asked of {path} was answered {status}; the base URL may be wrong.",
    "busy": "The product said that it was busy (503 with Retry-After).",
    "too-few-measurements": "Only {usable} measurements of at least {needed}; our own machine spoilt {ours}.",
    "content-too-large": "The content unpacks to more than Hallmark reads.",
    "no-identifier": "Elements of the list have nothing to tell them apart by.",
    "list-changed": "The list changed while it was walked, so the walk shows nothing.",
    "list-too-long": "The list is longer than Hallmark follows.",
    "in-between": "The answer did not come from the product: something in between gave it.",
    "contract-unresolved": "The description leaves open what is right here{reason:?}.",
    "not-judged": "Hallmark does not look into content of this kind, so this could not be told ({rule}).",
    "cannot-offer": "{version} cannot be offered from this machine, so whether it is spoken could not be told.",
    "without-tls": "The product is reached without TLS, so there is nothing that could show it.",
    "on-this-machine": "The product is reached on this machine without TLS, which says nothing of how it is served.",
    "authority-unknown": "Nobody who is trusted here vouches for the certificate. Name a private authority by tls.ca.",
    "certificate-not-accepted": "The certificate was not accepted, and not for what is looked at here ({verify_code}).",
    "token-from-elsewhere": "Tokens come from {host}, which is not the product.",
    "credential-not-tried": "No credential of the kind “{credential}” was tried{reason:?}.",
    "security-not-described": "A credential is used, and the description says of no operation that it needs one.",
    "no-certificate-declared": "The description asks for client certificates, and none is declared.",
    "unreadable": "The content could not be read as JSON, so this could not be told.",
    "all-alike": "All that the list holds is alike, so that {parameter} shows nothing.",
    "nothing-to-compare": "The answer holds nothing that could be compared.",
    # the description
    "description-version": "The description is written in OpenAPI {version}; version 3 is asked for.",
    "description-empty": "The description has no operation.",
    "description-unresolved": (
        "A part of the description cannot be used: {reason} ({places} {places:place|places}, the first {place})."
    ),
    "description-elsewhere": (
        "A part of the description cannot be read here: {reason} ({places} {places:place|places}, the first {place})."
    ),
    "operation-id-twice": "The operationId {id} is used more than once.",
    "version-not-semantic": "The version {version} of the description is not of the form 1.2.3.",
    "path-not-kebab": "The path {path} has the segment {segment}, which is not of lower-case words joined by hyphens.",
    "path-with-verb": "The path {path} has the segment {segment}, which says what is done and not what it is done to.",
    "path-too-deep": "The path {path} has more than three levels of sub-resources.",
    "info-missing": "The description does not give {member} under `info`.",
    "refusal-not-declared": "The operation does not declare {status}.",
    "x-header": "The header field {header} begins with X-, which new fields do not (RFC 6648).",
    "perhaps-offered": (
        "The description offers nothing of the kind ({feature}) as far as it can be read; but {reason} ({place})."
    ),
    "not-offered": "The description offers nothing of the kind ({feature}).",
    "two-key-cases": "Members are written as {one} ({style}) and as {other} ({otherwise}).",
    "version-not-visible": "No path, media type or header field shows the version of the API.",
    # the product
    "schema": "A reply does not match its description: {pointer} breaks the rule “{rule}”.",
    "schema-not-json": "A reply that should be JSON cannot be read as JSON without doubt ({pointer}).",
    "version-shown": "The header field {header} names a part of the product by its version.",
    "undocumented-status": "The product answered {status}, which is not documented for this operation.",
    "no-content": "A reply with status {status} came without content.",
    "media-type": "Content came as {got}, which is not documented for status {status}.",
    "undocumented-media-type": "Content came as {got}, which is not documented for status {status}.",
    "page-says-otherwise": "A page says {said} at {pointer}, where {got} is so.",
    "page-too-short": "A page that is not the last one holds {got} elements, where {limit} were asked for.",
    "returned-differs": "A page says that it holds {said} elements, and holds {got}.",
    "nothing-declared": "Nothing declares that what was asked for by {parameter} applies to this list.",
    "crs-no-uri": "The collection {name} names a coordinate reference system by {uri}, which is no URI of the kind.",
    "crs-not-listed": "The collection {name} does not list its coordinate reference systems.",
    "default-crs-not-listed": "The collection {name} lists coordinate reference systems, and not CRS84.",
    "storage-crs-not-said": "The collection {name} does not say in which coordinate reference system it is stored.",
    "storage-crs-not-listed": "The collection {name} is stored in a coordinate reference system that it does not list.",
    "no-storage-crs": "No collection says in which coordinate reference system it is stored.",
    "global-crs-not-used": "No collection refers to the global list of coordinate reference systems.",
    "listed-crs-refused": "{uri} is listed, and was answered {status}.",
    "unlisted-crs-not-refused": "{uri} is not listed, and was answered {status}, not 400.",
    "not-the-default-crs": "Nothing else was asked for than CRS84, and the answer says {uri}.",
    "off-the-default-crs": "Nothing else was asked for than CRS84, and {place} is no longitude and latitude.",
    "crs-not-known": "Whether places are right in {uri} is not known here.",
    "crs-axes-swapped": "In {uri} a place came as {got}, which is {wanted} with the axes the other way.",
    "crs-not-kept-to": "In {uri} a place came as {got}, which should be {wanted}.",
    "no-content-crs": "The header field Content-Crs is missing.",
    "content-crs-form": "The header field Content-Crs is {got}, which is no URI in angle brackets.",
    "content-crs-other": "The header field Content-Crs does not name {wanted}.",
    "no-geojson": "What came in {uri} is no GeoJSON.",
    "no-national-grid": "No collection can be had on the National Grid (EPSG:27700).",
    "outside-box-in": "A box was given in {uri}, and {name} lies outside.",
    "missing-from-box": "A box was given in {uri}, and {name}, which lies in it, did not come.",
    "britain-swapped": "In a box over Great Britain {name} came with latitude first.",
    "not-in-britain": "In a box over Great Britain {name} came, which lies elsewhere.",
    "definition-not-served": "The landing page links to an API definition at {target}, which was answered {status}.",
    "definition-of-another-type": "An API definition that is linked to as {wanted} came as {got}, or cannot be read.",
    "definition-not-as": "The API definition is not to be had as {wanted}.",
    "definition-version": "The API definition says that it is OpenAPI {version}, where 3.0 is declared.",
    "definition-form": "The API definition is not of the form of OpenAPI 3.0 at {pointer} ({keyword}).",
    "definition-elsewhere": "The API definition ({relation}) lies on another host, and was not followed there.",
    "no-definition": "No API definition that the landing page links to could be read.",
    "not-implemented": "{path} is in the API definition, and was answered {status}.",
    "status-not-defined": "{path} was answered {status}, which its API definition does not have.",
    "type-not-defined": "{path} came as {got}, which its API definition does not have.",
    "sign-in-not-defined": "{path} asks for a credential, and its API definition does not say which it takes.",
    "open-to-all": "What was asked for without a credential was served.",
    "unknown-parameter-taken": "A parameter that the API definition does not have was accepted with {status}.",
    "perhaps-free-form": "A parameter of {path} is described elsewhere, and may stand for any others.",
    "parameters-free-form": "By its API definition {path} takes parameters that are not named (free-form).",
    "collection-not-listed": "The collection {name} is there, and not in the list of collections.",
    "list-goes-on": "The list of collections has further pages, and {name} may be on one of them.",
    "old-http": "A reply says {version}, which is older than HTTP/1.1.",
    "content-where-none-may-be": "A reply had content where status {status} or the method allows none.",
    "member-left-out": "No reply has the member at {pointer}.",
    "not-declared": "The product does not declare {value}.",
    "charset": "JSON came in the character set {got}; it must be UTF-8.",
    "header": "The header field {header} is missing or not well-formed ({rule}).",
    "accepted-wrong-request": "A request that is wrong was accepted with {status}.",
    "not-a-refusal": "The product answered {status}, which is not the refusal that is asked for.",
    "refused-right-request": "A request with nothing wrong in it was refused with {status}.",
    "server-error": "The product failed with {status}.",
    "html-instead-of-api": "The product answered with a web page instead of the content of its interface.",
    "not-a-problem": "An error came as {got} and not as problem details (RFC 9457).",
    "error-not-json": "An error came as {got} and not as JSON.",
    "problem-status": "The problem details say status {got}, but the HTTP status is {status}.",
    "not-strict-json": "What is called JSON is not strict JSON ({why}, at {pointer}).",
    "listed-not-found": "A thing that the list names was asked for and answered {status}.",
    "another-name": "A thing was asked for as {asked}, and calls itself {got}.",
    "created-nowhere": "A 201 tells neither in Location nor in its content what was created.",
    "used-after-removal": "A thing that had been removed was asked for again, and answered {status}.",
    "listed-after-removal": "A thing that had been removed is still in the list.",
    "time": "{pointer} is a time that is not written as RFC 3339 has it, with its offset.",
    "not-on-earth": "{pointer} is no place on earth: latitude or longitude is out of its range.",
    "swapped": "{pointer} looks as if latitude and longitude were confused.",
    "outside-area": "{pointer} is a place outside of the area that the requirement names.",
    "accepted-off-earth": "A place that is nowhere on earth ({pointer}) was accepted.",
    "left-out-and-kept": "A replacement left {pointer} out, and it is still there.",
    "refused-and-taken": "A change was refused, and {pointer} holds what it said all the same.",
    "filter-ignored": "A list was asked for by {parameter}, and {pointer} holds another value.",
    "filter-finds-nothing": "Asked for by {parameter} with a value that it showed before and after, a list was empty.",
    "perhaps-changed": (
        "The list and the thing itself differ at {pointer}, and nothing shows that it did not change in between."
    ),
    "gone-since": "A list was empty when asked for by {parameter}, and nothing shows that what it had shown was there.",
    "case-not-told": "A list was asked for by {parameter}, and {pointer} differs from it in upper and lower case.",
    "not-sorted": "A list was asked for in the order {value}, and does not stand in it.",
    "timeless-left-out": "A list was asked for by {parameter}, and left out what has no time, which belongs in all.",
    "placeless-left-out": "A list was asked for by {parameter}, and left out what has no place, which belongs in all.",
    "not-as-listed": (
        "What {name} says of itself at {pointer} is not what the list says of it, before that and after."
    ),
    "outside-box": "A list was asked for by {parameter}, and {pointer} lies outside of the box.",
    "outside-range": "A list was asked for by {parameter}, and {pointer} lies outside.",
    "null": "{pointer} is null; what has no value is left out.",
    "no-object": "The content is {got} at its top level; an object is asked for.",
    "leak": "An error message shows the product's insides ({what}).",
    "method-not-refused": "{method} on {path} was answered {status} instead of 405.",
    "method-left-out": "{path} takes {method}, by its own Allow; the description alone leaves it out.",
    "allow-incomplete": "The 405 on {path} does not name in Allow what the path takes: {missing}.",
    "head-with-content": "HEAD on {path} was answered with content.",
    "head-refused": "HEAD on {path} was answered {status}, although GET is served there.",
    "not-negotiated": "A media type that is not on offer was asked for or sent, and the product answered {status}.",
    "no-challenge": "A 401 came without the field WWW-Authenticate, which says how to sign in.",
    "served-without-certificate": "Who showed no client certificate was answered {status}.",
    "new-key-refused": "A good token was refused with {status}: nobody looked for its key, which is a new one.",
    "good-token-refused": "No token of the key before was taken either, so nothing is shown of the new one.",
    "credential-accepted": "A request whose credential was no good ({credential}) was served with {status}.",
    "identifier": "{pointer} is not a possible {format}.",
    "step-failed": "At the step “{step}” the product's answer ({status}) was not the one that is asked for.",
    "step-status": "The product answered {status} where {wanted} is asked for (step “{step}”).",
    "step-content": "The product's answer {status} does not hold what is asked for at the step “{step}”: {wanted}.",
    "step-late": "At the step “{step}” what is asked for was not there yet after {seconds} seconds; it came later.",
    "call-never-came": "After the step “{step}” the product was to call back, and never did.",
    "unknown-call": "The product called something that the description does not have ({method}).",
    "call": "What the product sent breaks its description: {part} {pointer} ({rule}).",
    "trusts-nobody": "No call came over a good certificate either, so that a refusal of this one shows nothing.",
    "another-identifier": "What the product names is not what is meant: the identifier belongs to something else.",
    "would-have-waited": "The pause that was asked for is not shown to be longer than what it waits by itself.",
    "nobody-listens": "An address for notifications was given, and nobody took one there; nor did the product ask.",
    "not-all-came": "Of {number} messages that were to be delivered {came} came to an end.",
    "never-delivered": "A message that was not answered at first was never taken afterwards.",
    "overtaken": "A message was taken before an earlier one about the same thing that had not come through.",
    "other-content": "A message was sent again under its own messageId, with other content.",
    "other-name": "A message without an answer was sent again under another messageId.",
    "too-early": "The partner asked to wait {asked} ms, and the message came again after {waited} ms.",
    "said-anew": "The same was said under another name more than a minute later: it may be meant, and decides nothing.",
    "not-listened": "It was listened for {listened} ms, and what does not come shows only after {needed} ms.",
    "goes-on": "An address that had answered 410 was called again.",
    "sent-though-refused": "A message that had been refused was sent again as it was.",
    "held-up": "An agency was called only when another one, which had been down, had been reached.",
    "left-out": "An agency was never called although the message was for it, while another one was down.",
    "sent-again": "A message that had been taken was sent again.",
    "read-elsewhere": "What was read after a conflict does not show the version on which the change was made again.",
    "not-on-what-was-read": "A change was made again on another version than had been read.",
    "no-version": "A change does not say on which version it was made.",
    "not-read-again": "A change that met a conflict was sent again without reading what had changed.",
    "address-taken": "An address to call was accepted that may not be called ({forms}).",
    "not-signed": "A call came without a signature.",
    "unknown-key": "A call names a key that was never issued for the subscription.",
    "bad-signature": "The signature is not HMAC-SHA256 of the content that came, under any secret that was issued.",
    "signature-form": "The signature is right, and written otherwise than in base64.",
    "old-secret": "After the secret had been rotated a call was signed with the old one.",
    "signature-untold": "By which secret a call was signed cannot be told.",
    "secret-shown": "The secret was shown again after it had been issued ({operation}).",
    "document-enclosed": "A call holds the document itself, or as much ({octets} octets).",
    "schedule": "The declared schedule has {gaps} gaps; at least three that grow are asked for.",
    "repeat-renamed": "A call was made again under another name, so that it cannot be said how often it came.",
    "schedule-flat": "The third declared gap is not {least} times the first: by such, growth cannot be measured.",
    "growth-not-told": "The third gap was not {least} times the first: gaps that are alike may vary as much.",
    "nothing-further": "After 410 no further event was seen at another address: that nothing came shows nothing.",
    "schedule-unknown": "The run file does not declare by what schedule the product tries again.",
    "schedule-not-over": "The run ended before the declared schedule was over.",
    "gap-too-short": "Attempt {number} after the first came after {waited} ms, where {declared} ms are declared.",
    "not-retried": "A call that was not taken was made again {retries} times; at least {least} are asked for.",
    "not-waited": "It was not listened for long enough to say that nothing more comes.",
    "event-again": "An event that had been taken was sent again.",
    "event-changed": "A repeat says something else than the first attempt.",
    "other-event": "A repeat bears another event's name.",
    "event-overtook": "An event came before an earlier one about the same case had been taken.",
    "followed-redirect": "A redirect was followed.",
    "no-cloudevent": "A call is no CloudEvent, in neither mode.",
    "attribute": "The attribute {name} is missing or wrong ({mode} mode).",
    "event-id-reused": "Two events have the same source and id.",
    "never-asked": "A subscriber was called that had not been asked by OPTIONS whether it wants to be.",
    "called-without-leave": "A subscriber was called that had not given leave.",
    "other-value": "{pointer} is not the value that was declared.",
    "not-carried": "What the product sent holds nothing at {pointer}.",
    "edited": "The product tried to change or delete an entry where it stands ({method}).",
    "fixture-unknown": "The run file declares no fixture {fixture}, so this could not be told.",
    "text-changed": "{pointer} is not the text that the product was given.",
    "text-cut": "{pointer} does not hold the text to its end.",
    "time-ahead": "{pointer} lies in the future.",
    "own-identifier": "The product used an identifier that its partner had not given it.",
    "not-asked-yet": "The run ended before the product, which asks from time to time, could have asked after this.",
    "never-asked-after": "What was handed over was never asked after, and no address for notifications was given.",
    "answered-no": "A person at the product answered no ({question}).",
    "not-told": "The product is not known to have taken the notification ({webhook}) that the question is about.",
    "answered-otherwise": "A person at the product answered neither yes nor no.",
    "trusts-anybody": "The product sent something to a partner whose certificate nobody should trust ({faults}).",
    "sent-in-the-clear": "A request was sent without TLS where a bad certificate had been shown ({faults}).",
    "no-certificate-shown": "The handshake ended before a certificate could be shown ({fault}: {why}).",
    "event-refused": "An event that was right, and signed rightly, was refused with {status}.",
    "answered-late": "An event had no answer after {took} ms; {most} ms are allowed.",
    "signature-accepted": "An event that was not signed rightly ({signed}) was taken with {status}.",
    "effect-of-refused": "An event that must not count ({kind}, signed: {signed}) was acted on all the same.",
    "effect-again": "An event that was delivered again had {effects} effects, where one that came once has {usual}.",
    "odd-event-answered": "An event that is not as events are ({kind}) was answered {status}.",
    "no-effect-seen": "No later event was seen to have an effect, so that nothing can be said of this one.",
    "no-event-taken": "No right event was taken, so that an answer to one that is not right shows nothing.",
    "not-signed-so": "No event was delivered that is signed in this way: {signed}.",
    "followed-elsewhere": "The product followed its partner to another host.",
    "lost": "{pointer} was written and did not come back.",
    "changed": "{pointer} came back other than it was written.",
    "entry-gone": "An entry that was there is gone from the list.",
    "name-taken": "Another message was stored under a name that was taken already ({pointer}).",
    "entry-changed": "{pointer} is not what it was when it was first shown.",
    "repeat-refused": "The same message, sent again, was refused with {status}.",
    "second-effect": "The same message, sent again, had another effect{pointer:?}.",
    "reuse-accepted": "A message's identifier was used again with other content, and the product answered {status}.",
    "stale-write-accepted": "A change made on an outdated version was answered {status} instead of being refused.",
    "same-tag": "The entity tag stayed the same although the content changed.",
    "unconditional-write-accepted": "A change without If-Match was answered {status} instead of being refused.",
    "current-write-refused": "A change made on the current version was refused with {status}.",
    "link-broken": "The link to the next page was answered {status}.",
    "link-in-a-circle": "The link to the next page leads back to the same page.",
    "element-twice": "Going from page to page, an element came twice.",
    "element-missing": "Going through all pages, {missing} {missing:element|elements} that had been added never came.",
    "total-differs": "The list says that it holds {total}, but {got} came.",
    "page-too-long": "At most {limit} were asked for, and {got} came on one page.",
    "scope-not-asked": "Who has not the scope for it was answered {status}.",
    "seen-by-a-stranger": "An agency that this was not shared with was answered {status}.",
    "field-not-named": "Content was refused, and the answer does not name what is wrong with it ({member}).",
    "correlation-lost": "The identifier that was sent in {header} did not come back.",
    "date-unreadable": "The field {header} does not hold a date as its standard writes it.",
    "sunset-first": "The API ends (Sunset) before it is deprecated (Deprecation).",
    "key-reused": "An Idempotency-Key was used again with other content, and the product answered {status}.",
    "repeat-broke": "The same creation, sent again, made the product fail with {status}.",
    "twin-broken": "What was created twice alike cannot be read afterwards: the product answered {status}.",
    "may-be-cached": "An answer with personal data may be kept by shared caches ({header}).",
    "inward-callback": "An address to call back inside the product's own network was accepted: {address}.",
    "read-only-set": "{pointer} is only for the product to set, and was set by whoever wrote.",
    "page-not-full": "The page held {got} elements, and all that there were: nothing had to be cut off.",
    "no-limit-found": "Content of this weight was taken; where the limit lies was not found.",
    "no-retry-after": "A refusal for too many calls does not say when to come again.",
    "never-answered": "A request was never answered ({why}), nor when it was sent again, while others were.",
    "too-slow": "{percentile} of 100 answers came within {ms} ms; the limit is {limit_ms} ms ({samples} measured).",
    "old-tls": "{version} is spoken.",
    "certificate-name": "The certificate is not for the name that was called ({host}).",
    "certificate-expired": "The certificate, or one that vouches for it, has expired.",
    "certificate-not-yet": "The certificate, or one that vouches for it, is not valid yet.",
    "certificate-untrusted": "The certificate is not vouched for by the authority that is declared.",
    "certificate-unreadable": "What was shown as a certificate cannot be read as one.",
    "served-without-tls": "What was asked for without TLS was answered {status}.",
    "redirected-without-tls": "What was asked for without TLS was redirected ({status}), and not to TLS.",
    "no-hsts": "An answer does not tell clients to keep to TLS{got:?}.",
    "token-may-be-stored": "An answer with a token does not say that it is not to be stored.",
    # why a requirement does not apply
    "no-authentication": "The description asks for no credential, and none is needed.",
    "certificate-only": "The only credential is a client certificate.",
    "no-parameter": "The credential is none that could stand in the query.",
    "nothing-to-own": "The description offers nothing that a client could make and call its own.",
    "no-scopes": "The description knows no scopes.",
    "key-in-query-described": "The description has the credential in the query.",
    "no-certificate": "No client certificate is asked for.",
    "not-bound": "The token is not bound to a client certificate.",
    "issuer-elsewhere": "The token is none of Hallmark's own authority, which alone can change its keys.",
    "no-audience": "The credential is no token, and is made for nobody in particular.",
    # the verdict
    "conforms": "Every MUST of the claimed classes was shown.",
    "conforms-attested": "Every MUST of the claimed classes was shown, {attested} by a person's word alone (attested).",
    "violates": "{violates} {violates:requirement that decides is|requirements that decide are} not met.",
    "inconclusive": "Not everything that is claimed could be shown.",
    "advised": "It has no MUST; it was judged by what it recommends.",
    "claimed-not-shown": "Not everything that is claimed could be shown: {classes}.",
    "limited": "The run was limited to a part of what is claimed. Not shown as a whole: {classes}.",
    "nothing-shown": "Nothing was shown: no requirement that decides was met by evidence.",
}
"""`{name}` takes a parameter; `{name:one|many}` a word by its number; `{name:?}` puts it in brackets if it is known."""

CONDITIONS: Final = frozenset({"condition-false", "condition-unknown"})
"""Codes with the parameter `shown`: the code of what showed it."""
KINDS: Final[Mapping[str, str]] = {
    "large-content": "on content of a megabyte or more",
    "deep-content": "on content that is nested very deeply",
    "long-list": "on a list of ten thousand elements or more",
    "huge-number": "on a number beyond all measure",
    "no-json": "on content that is no JSON",
    "unknown-media-type": "on content of a media type that it does not take",
    "unacceptable": "when nothing that it can give is acceptable",
    "nul": "on the character NUL",
    "long-text": "on a text of ten thousand characters or more",
    "unknown-member": "on a member that the description does not have",
    "unknown-parameter": "on a parameter that the description does not have",
    "beyond-ascii": "on characters outside ASCII in the address",
    "unknown-method": "on a method that the path does not take",
    "unknown-path": "on a path that there is not",
}
"""What provokes it, where a kind of request and no single operation does."""
SIGNED: Final[Mapping[str, str]] = {
    "not": "without a signature",
    "other-key": "with another secret",
    "unknown-key": "for a key that nobody was given, with an empty secret",
    "no-key": "with another key, and naming none",
    "before-change": "before its content was changed",
    "before-one-octet": "before one octet of it was changed",
    "another-writing": "over the same JSON written otherwise",
    "first-half": "with half of the digest",
    "other-tail": "with a digest that only begins rightly",
    "hexadecimal": "in hexadecimal",
    "other-reading": "with the secret read in the other way",
    "rightly": "rightly",
}
"""How an event was signed that was delivered."""
PARTS: Final[Mapping[str, str]] = {
    "body": "content",
    "header": "header fields",
    "cookie": "cookies",
    "media_type": "media type",
    "message": "content",
}
REFINED: Final = frozenset(
    {"schema-not-json", "step-status", "step-content", "html-instead-of-api", "not-there", "nothing-there"}
)
"""Codes that no rule gives: sentences for what is known here besides the code."""

WHY: Final[dict[str, str]] = {
    "refused": "the connection was refused",
    "unreachable": "no way led there",
    "reset": "the connection was broken off",
    "closed": "the connection was closed",
    "timeout": "nothing came in time",
    "tls": "no trusted TLS connection could be made",
    "name": "the name could not be resolved",
    "stale": "a connection that had been kept open was gone",
    "interrupted": "Hallmark itself was interrupted",
    "our_cap": "more came than Hallmark reads",
    "length": "less came than was announced",
    "malformed": "what came is not HTTP",
    "head_cap": "the header fields did not end",
}
"""Why there is no answer, or no whole one."""

PREPARED: Final[dict[str, str]] = {
    "setup": "the preparation “{}” did not succeed",
    "hangs": "the operation {} left too much unanswered",
    "stimulus": "the product was not seen to do “{}” in the time that it was given",
    "path": "the path is not open: what is sent to {} does not come to Hallmark, or not as it was sent",
    "nobody": "nobody was there to make the product act",
    "cannot": "who sat at the product said that it cannot do it",
    "no-command": "the program that makes the product act could not be run to its end",
    "no-interface": "the address of the product's that makes it act could not be reached",
    "unanswered": "nobody answered the question “{}”",
    "command": "the program that makes the product act ended with {}",
    "interface": "the address of the product's that makes it act answered {}",
    "worker": "a process of Hallmark's ended before its time",
    "callback": "the product takes events at {}, which partners.allow_callbacks_to of the run file does not name",
    "other-host": "a redirect to another host leads to the machine that Hallmark runs on, and a product elsewhere that"
    " followed it would not be seen to",
    "unaddressed": "partners.several of the run file gives no public address for the partner “{}”",
    "unasked": "a relay asks nobody what a product showed its user, for it does not know the occasion",
    "hung-up": "nobody listened for a minute after the last call, and what does not come is shown by waiting",
    "relay": "a relay passes on what is said, and plays no other callers, nor faults that it is not told to",
}
"""Why a part of a run was not gathered to its end, before what it hung on."""

_STATUS: Final = re.compile(r"\$statusCode == ([0-9]{3})(?: \|\| \$statusCode == ([0-9]{3}))*")


def sentence(because: Because, workflows: Mapping[str, Workflow] | None = None) -> str:
    """Return the sentence for `because`; an unknown code is shown as it is, never hidden.

    With the profile's workflows, a failed step says what was asked for.
    """
    because = refined(because, workflows or {})
    form = SENTENCES.get(because.code)
    if form is None:
        return because.code + (f" {because.params}" if because.params else "")
    text = form.format_map(_Params(because.params))
    if because.code in CONDITIONS and because.params.get("shown") in SENTENCES:
        # Why a condition is false, or cannot be told, is a reason of its own.
        return f"{text} {sentence(Because(code=str(because.params['shown']), params=because.params), workflows)}"
    return text


def cause_sentence(cause: Cause, workflows: Mapping[str, Workflow] | None = None) -> str:
    """Return the sentence for a root cause; one that several requirements or operations share is named by that."""
    shared, kind = cause.id.partition("/")[0], kind_of(cause.id)
    if shared == "not-there":
        operation = cause.id.partition("/")[2]
        code = "nothing-there" if operation == "*" else shared
        return sentence(Because(code=code, params={"operation": operation}))
    if shared == "html-instead-of-api" or (shared == "server-error" and "status" in cause.because.params):
        said = sentence(Because(code=shared, params=cause.because.params))
    else:
        said = sentence(cause.because, workflows)
    return f"{said.rstrip('.')}, {_kind(kind)}." if kind else said


def _kind(name: str) -> str:
    """Return what kind of request it takes, in words."""
    if name in KINDS:
        return KINDS[name]
    part, _, code = name.partition("-")
    if part == "credential":
        return f"when the credential is no good ({code})"
    return f"when something is wrong with the {PARTS.get(part, part)} (“{code}”)"


def refined(because: Because, workflows: Mapping[str, Workflow]) -> Because:
    """Return what is known more exactly with the workflows at hand, or by the rule that was broken."""
    if because.code == "schema" and because.params.get("rule") == "not_json":
        return Because(code="schema-not-json", params=because.params)
    criterion = criterion_of(because, workflows)
    if criterion is None:
        return because
    wanted = _statuses(criterion)
    code = "step-status" if wanted else "step-content"
    return Because(
        code=code, params={**because.params, "wanted": wanted or said_of(because, workflows) or _text(criterion)}
    )


def stopped(why: str) -> str:
    """Return how a run ended, in words; `why` is what its footer says."""
    kind, _, rest = why.partition(": ")
    if kind == "finished":
        return "The run went to its end."
    if kind == "limit":
        return f"The run stopped at a limit of the run file ({rest})."
    if kind == "breaker" and rest.startswith("silence"):
        return (
            f"The run stopped: the product no longer answered ({rest.partition('(')[2]}. What is left was not tested."
        )
    if kind == "breaker":
        return f"The run stopped: something between Hallmark and the product answered in its place ({rest})."
    if why == "preflight: reachable tls":
        return "The run could not begin: no TLS connection could be trusted. What TLS itself showed was judged."
    if kind == "preflight":
        return f"The run could not begin: {rest}. This is a matter of configuration, not a fault of the product."
    if kind == "interrupted":
        return "The run was interrupted before its end."
    if kind == "fault":
        return f"The run stopped by a fault of Hallmark ({rest}). It counts against nobody."
    return f"The run stopped: {why}."


def because_of(why: str) -> str:
    """Return why something did not come about, in words; a reason without words as it is."""
    kind, _, what = why.partition(":")
    return PREPARED[kind].format(what) if kind in PREPARED else WHY.get(why, why)


def _statuses(criterion: Criterion) -> str:
    if criterion.context is not None or not _STATUS.fullmatch(criterion.text):
        return ""
    found = re.findall(r"[0-9]{3}", criterion.text)
    return " or ".join(filter(None, (", ".join(found[:-1]), found[-1])))


def _text(criterion: Criterion) -> str:
    return f"{criterion.context.text} as {criterion.text}" if criterion.context is not None else criterion.text


class _Params(dict[str, Any]):
    """Parameters that know words for one and many, and never fail on one that is missing."""

    def __getitem__(self, key: str) -> Any:
        return _Shown(key, self.get(key, ""))


class _Shown:
    def __init__(self, name: str, value: Any) -> None:
        self.name, self.value = name, value

    def __format__(self, spec: str) -> str:
        if spec == "?":
            return f" ({self})" if self.value else ""
        if "|" in spec:
            one, many = spec.split("|", 1)
            return one if self.value == 1 else many
        return str(self)

    def __str__(self) -> str:
        value = self.value
        if isinstance(value, list | tuple):
            return ", ".join(map(str, value))
        if self.name == "pointer":
            return str(value) or "the whole content"
        if self.name == "signed":
            return SIGNED.get(str(value), str(value))
        if self.name == "why":
            return because_of(str(value))
        return "?" if value in ("", None) else str(value)
