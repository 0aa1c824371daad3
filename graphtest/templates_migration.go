package graphtest

import (
	"maps"
	"slices"
	"strconv"
)

const (
	maxMigratedTemplates = 500
	dayInSeconds         = 24 * 60 * 60
)

// migrateTemplates copies the approved templates of another account of the same
// business portfolio.
func (c *call) migrateTemplates() (any, *failure) {
	source, f := c.sourceAccount()
	if f != nil {
		return nil, f
	}
	wanted, some, f := c.params.list("template_ids")
	if f != nil {
		return nil, f
	}
	page, f := c.number("page_number", 0)
	if f != nil {
		return nil, f
	}
	count, f := c.number("count", maxMigratedTemplates)
	if f != nil {
		return nil, f
	}
	from := source.connected(templatesEdge)
	from = from[min(len(from), min(page, maxVerifiedTemplates)*maxMigratedTemplates):]
	migrated, failed := []any{}, map[string]any{}
	for _, template := range from[:min(len(from), count, maxMigratedTemplates)] {
		if some && !slices.ContainsFunc(wanted, func(id any) bool { return plainText(id) == template.id }) {
			continue
		}
		copied, reason := c.migrate(template)
		if reason != "" {
			failed[template.id] = reason
			continue
		}
		migrated = append(migrated, copied)
	}
	return map[string]any{"migrated_templates": migrated, "failed_templates": failed}, nil
}

func (c *call) migrate(template *node) (id, reason string) {
	if template.text("status") != approvedTemplate {
		return "", "Only approved templates are migrated"
	}
	if c.roomForTemplate(c.node, template.text("name"), template.text("language")) != nil {
		return "", "The account has a template with this name and language, or too many templates"
	}
	values := maps.Clone(template.values)
	delete(values, "id")
	copied := c.graph.addTemplate(c.node, Template{Name: template.text("name"), Language: template.text("language"), Fields: values})
	maps.Copy(copied.hidden, template.hidden)
	return copied.id, ""
}

// sourceAccount is the account that a request copies from.
func (c *call) sourceAccount() (*node, *failure) {
	id, f := c.params.id("source_waba_id")
	if f != nil {
		return nil, f
	}
	source := c.graph.find(wabaKind, id)
	if source == nil || source == c.node || source.links["business"] != c.node.links["business"] {
		return nil, invalid("Param source_waba_id must be another account of the same business - got %q", id)
	}
	return source, nil
}

func (c *call) number(name string, usual int) (int, *failure) {
	text, given := c.params.text(name)
	if !given {
		return usual, nil
	}
	value, err := strconv.Atoi(text)
	if err != nil || value < 0 {
		return 0, invalid("Param %s must be a number - got %q", name, text)
	}
	return value, nil
}

func (c *call) unpauseTemplate() (any, *failure) {
	if status := c.node.text("status"); status != pausedTemplate {
		return nil, invalid("Only a template that is PAUSED can be unpaused - it is %s", status)
	}
	c.server.setTemplateStatus(c.node, approvedTemplate, "")
	return success(), nil
}

// compareTemplates compares two templates by what was sent. Nobody has blocked
// either, so the rates are equal.
func (c *call) compareTemplates() (any, *failure) {
	ids, _, f := c.params.list("template_ids")
	if f != nil {
		return nil, f
	}
	if len(ids) != 1 {
		return nil, invalid("Param template_ids must have 1 item - got %d", len(ids))
	}
	other := c.node.account().item(templatesEdge, plainText(ids[0]))
	if other == nil || other == c.node {
		return nil, invalid("Param template_ids must name another template of the same account")
	}
	start, f := c.number("start", 0)
	if f != nil {
		return nil, f
	}
	end, f := c.number("end", int(c.now().Unix()))
	if f != nil {
		return nil, f
	}
	if !slices.Contains([]int{7 * dayInSeconds, 30 * dayInSeconds, 60 * dayInSeconds, 90 * dayInSeconds}, end-start) {
		return nil, invalid("Params start and end must be 7, 30, 60 or 90 days apart")
	}
	numbers, reasons := []any{}, []any{}
	for _, template := range []*node{c.node, other} {
		numbers = append(numbers, map[string]any{"key": template.id, "value": 1000})
		reasons = append(reasons, map[string]any{"key": template.id, "value": "UNKNOWN_BLOCK_REASON"})
	}
	return map[string]any{"data": []any{
		map[string]any{"metric": "BLOCK_RATE", "type": "RELATIVE", "order_by_relative_metric": []any{c.node.id, other.id}},
		map[string]any{"metric": "MESSAGE_SENDS", "type": "NUMBER_VALUES", "number_values": numbers},
		map[string]any{"metric": "TOP_BLOCK_REASON", "type": "STRING_VALUES", "string_values": reasons},
	}}, nil
}
