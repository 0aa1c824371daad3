package durable

const migrationTable = `CREATE TABLE IF NOT EXISTS whatsapp_migrations (
	version BIGINT PRIMARY KEY,
	migrated_at BIGINT NOT NULL
)`

// migrations are never changed, only added to. All times are in microseconds
// since 1970.
var migrations = [][]string{{
	// A lane is what is worked on in order: the events of one conversation, or
	// the messages to one recipient.
	`CREATE TABLE whatsapp_lanes (
		id {id},
		queue TEXT NOT NULL,
		number TEXT NOT NULL,
		name TEXT NOT NULL,
		state TEXT NOT NULL DEFAULT 'idle',
		epoch BIGINT NOT NULL DEFAULT 0,
		job_id BIGINT NOT NULL DEFAULT 0,
		owner TEXT NOT NULL DEFAULT '',
		due_at BIGINT NOT NULL DEFAULT 0,
		not_before BIGINT NOT NULL DEFAULT 0,
		UNIQUE (queue, number, name)
	)`,
	`CREATE INDEX whatsapp_lanes_waiting ON whatsapp_lanes (queue, number, due_at) WHERE state = 'waiting'`,
	`CREATE INDEX whatsapp_lanes_ready ON whatsapp_lanes (queue, number, due_at) WHERE state = 'ready'`,
	`CREATE INDEX whatsapp_lanes_running ON whatsapp_lanes (owner) WHERE state = 'running'`,

	`CREATE TABLE whatsapp_events (
		id {id},
		event_key TEXT NOT NULL UNIQUE,
		lane_id BIGINT NOT NULL,
		kind TEXT NOT NULL,
		body {bytes} NOT NULL,
		state TEXT NOT NULL,
		attempts BIGINT NOT NULL DEFAULT 0,
		error TEXT NOT NULL DEFAULT '',
		happened_at BIGINT NOT NULL,
		received_at BIGINT NOT NULL,
		ended_at BIGINT NOT NULL DEFAULT 0
	)`,
	`CREATE INDEX whatsapp_events_pending ON whatsapp_events (lane_id, id) WHERE state = 'pending'`,
	`CREATE INDEX whatsapp_events_lane ON whatsapp_events (lane_id)`,
	`CREATE INDEX whatsapp_events_waiting ON whatsapp_events (received_at) WHERE state = 'pending'`,
	`CREATE INDEX whatsapp_events_dead ON whatsapp_events (id) WHERE state = 'dead'`,
	`CREATE INDEX whatsapp_events_done ON whatsapp_events (ended_at) WHERE state = 'done'`,

	`CREATE TABLE whatsapp_messages (
		id {id},
		token TEXT NOT NULL UNIQUE,
		message_key TEXT UNIQUE,
		lane_id BIGINT NOT NULL,
		number TEXT NOT NULL,
		recipient TEXT NOT NULL,
		pair TEXT NOT NULL,
		campaign_id BIGINT NOT NULL DEFAULT 0,
		form TEXT NOT NULL,
		body {bytes} NOT NULL,
		callback_data TEXT NOT NULL DEFAULT '',
		state TEXT NOT NULL,
		attempts BIGINT NOT NULL DEFAULT 0,
		refusals BIGINT NOT NULL DEFAULT 0,
		weak BIGINT NOT NULL DEFAULT 0,
		due_at BIGINT NOT NULL,
		expires_at BIGINT NOT NULL DEFAULT 0,
		reason TEXT NOT NULL DEFAULT '',
		code BIGINT NOT NULL DEFAULT 0,
		message_id TEXT NOT NULL DEFAULT '',
		delivery {bytes},
		created_at BIGINT NOT NULL,
		changed_at BIGINT NOT NULL
	)`,
	`CREATE INDEX whatsapp_messages_queued ON whatsapp_messages (lane_id, id) WHERE state = 'queued'`,
	`CREATE INDEX whatsapp_messages_lane ON whatsapp_messages (lane_id)`,
	`CREATE INDEX whatsapp_messages_sending ON whatsapp_messages (lane_id) WHERE state = 'sending'`,
	`CREATE INDEX whatsapp_messages_unknown ON whatsapp_messages (id) WHERE state = 'unknown'`,
	`CREATE INDEX whatsapp_messages_waiting ON whatsapp_messages (due_at) WHERE state = 'queued'`,
	`CREATE INDEX whatsapp_messages_message_id ON whatsapp_messages (message_id) WHERE message_id <> ''`,
	`CREATE INDEX whatsapp_messages_campaign ON whatsapp_messages (campaign_id, state)`,
	`CREATE INDEX whatsapp_messages_changed ON whatsapp_messages (state, changed_at)`,

	`CREATE TABLE whatsapp_numbers (
		number TEXT PRIMARY KEY,
		hold TEXT NOT NULL DEFAULT '',
		code BIGINT NOT NULL DEFAULT 0,
		held_at BIGINT NOT NULL DEFAULT 0,
		held_until BIGINT NOT NULL DEFAULT 0
	)`,
	`CREATE TABLE whatsapp_campaigns (
		id {id},
		name TEXT NOT NULL UNIQUE,
		state TEXT NOT NULL,
		hold TEXT NOT NULL DEFAULT '',
		code BIGINT NOT NULL DEFAULT 0,
		created_at BIGINT NOT NULL,
		changed_at BIGINT NOT NULL
	)`,
	`CREATE TABLE whatsapp_processes (
		id TEXT PRIMARY KEY,
		beat BIGINT NOT NULL
	)`,
}}
