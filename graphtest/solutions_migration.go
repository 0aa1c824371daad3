package graphtest

import "time"

var migrationIntentKind = &kind{
	name:     "migration-intent",
	typeName: "WhatsAppBusinessAccountMigrationIntent",
	standard: "id status",
}

// The steps of a move from one solution to another.
const (
	initiateMigration = "INITIATE_MIGRATION"
	scheduleMigration = "SCHEDULE_MIGRATION"
	confirmMigration  = "CONFIRM_MIGRATION"
	cancelMigration   = "CANCEL_MIGRATION"
)

// migrationTakes is how long a move is said to take.
const migrationTakes = 2 * time.Hour

func (c *call) setSolutionMigrationIntent() (any, *failure) {
	step, f := c.params.choice("migration_intent", initiateMigration, scheduleMigration, confirmMigration, cancelMigration)
	if f != nil {
		return nil, f
	}
	if step == "" {
		return nil, missing("migration_intent")
	}
	if f := c.checkReason("migration_reason"); f != nil {
		return nil, f
	}
	id, f := c.params.id("solution_id")
	if f != nil {
		return nil, f
	}
	source := c.node.item(accountSolutionsEdge, id)
	if source == nil {
		return nil, notFound("WhatsApp Business Account or Solution not found")
	}
	if step == initiateMigration || step == scheduleMigration {
		return c.startMigration(step, source)
	}
	return c.endMigration(step, source)
}

// startMigration makes the intent to move. An account has one at a time.
func (c *call) startMigration(step string, source *node) (any, *failure) {
	id, f := c.params.id("target_solution_id")
	if f != nil {
		return nil, f
	}
	target := c.graph.find(solutionKind, id)
	if target == nil {
		return nil, notFound("WhatsApp Business Account or Solution not found")
	}
	status, begins := "PENDING", c.now()
	if step == scheduleMigration {
		stated, _ := c.params.text("scheduled_migration_time")
		begin, err := time.Parse(time.RFC3339, stated)
		if err != nil {
			return nil, invalid("Param scheduled_migration_time must be a time in ISO 8601 - got %q", stated)
		}
		status, begins = "SCHEDULED", begin
	}
	if c.node.links["migration"] != nil || target == source {
		return nil, unprocessable("Migration intent cannot be set for solution in current state")
	}
	intent := c.graph.add(migrationIntentKind, "", map[string]any{})
	c.node.intend(intent, source.id, target.id)
	return migrationAnswer(intent, status, begins.Add(migrationTakes)), nil
}

// intend sets where an account is going to move.
func (n *node) intend(intent *node, sourceID, targetID string) {
	intent.values["status"] = "INITIATED"
	intent.hidden["source"], intent.hidden["target"] = sourceID, targetID
	n.links["migration"] = intent
}

// endMigration carries out the move that is intended, or gives it up.
func (c *call) endMigration(step string, source *node) (any, *failure) {
	intent := c.node.links["migration"]
	if intent == nil || intent.hidden["source"] != source.id {
		return nil, unprocessable("Migration intent cannot be set for solution in current state")
	}
	delete(c.node.links, "migration")
	if step == cancelMigration {
		intent.values["status"] = "REJECTED"
		return migrationAnswer(intent, "REJECTED", c.now()), nil
	}
	intent.values["status"] = "COMPLETED"
	target := c.graph.must(solutionKind, intent.hidden["target"])
	c.node.disconnect(accountSolutionsEdge, source.id)
	if c.node.item(accountSolutionsEdge, target.id) == nil {
		c.node.connect(accountSolutionsEdge, target)
	}
	return migrationAnswer(intent, "APPROVED", c.now()), nil
}

func migrationAnswer(intent *node, status string, completes time.Time) map[string]any {
	return map[string]any{
		"success": true, "migration_intent_id": intent.id, "status": status, "estimated_completion_time": timestamp(completes),
	}
}
