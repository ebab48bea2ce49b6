"""Signs in and signs requests, as the identities of a run file or with credentials that are bad on purpose."""
