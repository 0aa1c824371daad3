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
		"auth_token_cache.go", "decode.go",
		"error_answer.go", "error_classes.go", "error_transport.go", "json_value.go",
		"message_kept.go", "messages_json.go", "request.go",
		"response.go", "retry.go", "retry_policy.go", "retry_resume.go", "secret_links.go", "secret_url.go",
		"transport.go", "transport_goodbye.go", "transport_proxy.go", "transport_replay.go", "usage.go",
	}, settled: true},
	{folder: ".", files: []string{
		"answer_shapes.go", "auth_token.go",
		"internal/appsecret/proof.go", "internal/backoff/budget.go", "internal/backoff/wait.go",
	}, settled: true},
	{folder: ".", files: []string{
		"attempt.go", "enum_case.go", "error_decision.go", "limiter_local.go", "limiter_number.go", "limiter_pairs.go", "limiter_place.go",
		"list.go", "messages_recipient.go", "multipart.go", "operation.go", "operation_call.go", "paging.go", "internal/filebody/form.go",
	}},
	{folder: ".", files: []string{
		"answer.go", "media_fetch.go", "media_stream.go", "media_transfer.go", "uploads_session.go", "uploads_transfer.go",
		"internal/filebody/aside.go", "internal/filebody/body.go", "internal/filebody/exact.go", "internal/filebody/once.go",
		"internal/filebody/sniff.go", "internal/filebody/source.go", "internal/filebody/stream.go", "internal/filebody/strict.go",
	}},
	{folder: "batch", files: []string{
		"batch.go", "file_journal.go", "file_ledger.go", "incomplete.go", "intake.go", "journal.go", "journal_line.go", "ledger.go", "left.go",
		"limiter.go", "outcome.go", "pace.go", "queue.go", "run.go", "stream.go", "work.go",
	}},
	{folder: "otp", files: []string{
		"api_key.go", "code.go", "expiring.go", "handler.go", "handler_request.go", "memory_store.go", "service.go", "session.go", "unknown.go",
	}, settled: true},
	{folder: "provision", files: []string{
		"apply.go", "carry_out.go", "definition.go", "diff.go", "pictures.go", "plan.go", "template_components.go", "templates.go", "touches.go",
	}},
	{folder: "internal/graphjson", files: []string{
		"append.go", "codec.go", "decoder.go", "fields.go", "keep.go", "mismatch.go", "plan.go", "plan_containers.go", "plan_struct.go",
		"scalars.go", "scan.go", "scan_string.go", "unquote.go",
	}, settled: true},
	{folder: "internal/redact", files: []string{"error.go", "pattern.go", "pieces.go", "redact.go", "secret.go", "spelling.go"}, settled: true},
}
