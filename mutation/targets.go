package main

// A target is what is mutated and tested by the tests of one folder: where a
// mistake sends twice, loses, leaks or misreads. Files may also be of a package
// below, which has no tests of its own.
type target struct {
	folder string
	files  []string
	// settled packages have been gone through: whatever survives in them is
	// new.
	settled bool
}

var targets = []target{
	{folder: ".", files: []string{
		"attempt.go", "auth_token_cache.go", "decode.go", "enum_case.go",
		"error_answer.go", "error_classes.go", "error_decision.go", "error_transport.go", "json_value.go",
		"message_kept.go", "messages_json.go", "request.go",
		"response.go", "retry.go", "retry_policy.go", "retry_resume.go", "secret_links.go", "secret_url.go",
		"transport.go", "transport_goodbye.go", "transport_proxy.go", "transport_replay.go", "usage.go",
	}, settled: true},
	{folder: ".", files: []string{
		"auth_token.go", "list.go", "multipart.go", "operation.go",
		"internal/appsecret/proof.go", "internal/backoff/budget.go", "internal/backoff/wait.go", "internal/filebody/form.go",
	}, settled: true},
	{folder: ".", files: []string{
		"answer_shapes.go", "messages_recipient.go", "operation_call.go", "paging.go",
	}},
	{folder: ".", files: []string{
		"answer.go", "media_fetch.go", "media_stream.go", "media_transfer.go", "uploads_session.go", "uploads_transfer.go",
		"internal/filebody/aside.go", "internal/filebody/body.go", "internal/filebody/exact.go", "internal/filebody/once.go",
		"internal/filebody/sniff.go", "internal/filebody/source.go", "internal/filebody/stream.go", "internal/filebody/strict.go",
	}},
	{folder: "batch", files: []string{
		"batch.go", "file_journal.go", "journal.go", "journal_line.go", "outcome.go", "pace.go", "queue.go", "run.go",
	}, settled: true},
	{folder: "otp", files: []string{
		"api_key.go", "code.go", "expiring.go", "handler.go", "handler_request.go", "memory_store.go", "service.go", "session.go", "unknown.go",
	}, settled: true},
	{folder: "internal/graphjson", files: []string{
		"append.go", "codec.go", "decoder.go", "fields.go", "keep.go", "mismatch.go", "plan.go", "plan_containers.go", "plan_struct.go",
		"scalars.go", "scan.go", "scan_string.go", "unquote.go",
	}, settled: true},
	{folder: "internal/redact", files: []string{"error.go", "pattern.go", "pieces.go", "redact.go", "secret.go", "spelling.go"}, settled: true},
}
