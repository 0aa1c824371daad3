package graphtest

const maxMigratedFlows = 100

// migrateFlows copies flows of another account of the same business portfolio.
func (c *call) migrateFlows() (any, *failure) {
	source, f := c.sourceAccount()
	if f != nil {
		return nil, f
	}
	wanted, some, f := c.params.texts("source_flow_names")
	switch {
	case f != nil:
		return nil, f
	case len(wanted) > maxMigratedFlows:
		return nil, invalid("Param source_flow_names must have at most %d items - got %d", maxMigratedFlows, len(wanted))
	case !some:
		for _, flow := range source.connected(flowsEdge) {
			wanted = append(wanted, flow.text("name"))
		}
	}
	migrated, failed := []any{}, []any{}
	fail := func(name, reason string) {
		failed = append(failed, map[string]any{
			"source_name": name, "error_code": "4233041", "error_message": "Flows Migration Error: " + reason,
		})
	}
	for _, name := range wanted {
		flow := c.graph.flowNamed(source, name)
		switch {
		case flow == nil:
			fail(name, "Flow name not found in source WABA.")
		case c.graph.flowNamed(c.node, name) != nil:
			fail(name, "Flow with the same name exists in destination WABA.")
		default:
			migrated = append(migrated, map[string]any{"source_name": name, "source_id": flow.id, "migrated_id": c.copyFlow(flow).id})
		}
	}
	return map[string]any{"migrated_flows": migrated, "failed_flows": failed}, nil
}

// copyFlow copies a flow to the account of the call. A copy is published if the
// original is, and else a draft.
func (c *call) copyFlow(flow *node) *node {
	status := draftFlow
	if flow.text("status") == publishedFlow {
		status = publishedFlow
	}
	copied := c.graph.addFlow(c.node, Flow{
		Name: flow.text("name"), Status: status, JSON: string(flow.content), EndpointURI: flow.text("endpoint_uri"),
		Categories: flow.values["categories"].([]string),
	})
	c.server.announceFlow(copied, "")
	return copied
}
