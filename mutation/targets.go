package main

// A target is what is mutated of a package: where a mistake sends twice, loses,
// leaks or misreads.
type target struct {
	folder, name string
	files        []string
	// settled packages have been gone through: whatever survives in them is
	// new.
	settled bool
}

var targets = []target{
	{folder: ".", name: "whatsapp", files: []string{
		"answer.go", "answer_shapes.go", "attempt.go", "auth_token_cache.go", "operation_call.go", "decode.go", "enum_case.go",
		"error_answer.go", "error_classes.go", "error_decision.go", "error_transport.go", "json_value.go",
		"message_kept.go", "messages_json.go", "messages_recipient.go", "paging.go", "request.go",
		"response.go", "retry.go", "retry_policy.go", "retry_resume.go", "secret_links.go", "secret_url.go",
		"transport.go", "transport_goodbye.go", "transport_proxy.go", "transport_replay.go", "usage.go",
	}},
	{folder: "batch", name: "batch", files: []string{
		"batch.go", "file_journal.go", "journal.go", "journal_line.go", "outcome.go", "pace.go", "queue.go", "run.go",
	}},
	{folder: "otp", name: "otp", files: []string{
		"api_key.go", "code.go", "expiring.go", "handler.go", "handler_request.go", "memory_store.go", "service.go", "session.go", "unknown.go",
	}},
	{folder: "internal/graphjson", name: "graphjson", files: []string{
		"decoder.go", "mismatch.go", "plan_containers.go", "plan_struct.go", "scalars.go", "scan.go", "scan_string.go", "unquote.go",
	}},
	{folder: "internal/redact", name: "redact", files: []string{"error.go", "pattern.go", "pieces.go", "redact.go", "secret.go", "spelling.go"}},
}
