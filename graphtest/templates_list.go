package graphtest

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

var templates = listing{edge: templatesEdge, view: templateKind}

var templateStatuses = []string{
	approvedTemplate, archivedTemplate, "DELETED", "DISABLED", "IN_APPEAL", "LIMIT_EXCEEDED",
	pausedTemplate, pendingTemplate, "PENDING_DELETION", rejectedTemplate,
}

func (c *call) listTemplates() (any, *failure) {
	keep, f := c.templateFilter()
	if f != nil {
		return nil, f
	}
	connection := templates
	connection.keep = keep
	return c.list(connection)
}

// templateFilter keeps the templates that match all parameters.
func (c *call) templateFilter() (func(*node) bool, *failure) {
	categories, _, f := c.params.choices("category", templateCategories)
	if f != nil {
		return nil, f
	}
	languages, _, f := c.params.texts("language")
	if f != nil {
		return nil, f
	}
	scores, _, f := c.params.choices("quality_score", []string{"GREEN", "YELLOW", "RED", "UNKNOWN"})
	if f != nil {
		return nil, f
	}
	status, f := c.params.choice("status", templateStatuses...)
	if f != nil {
		return nil, f
	}
	if _, f := c.params.choice("source", "MANUAL", "AUTO_GENERATED"); f != nil {
		return nil, f
	}
	source, _ := c.params.text("source")
	changed, f := c.timeFilter()
	if f != nil {
		return nil, f
	}
	name, _ := c.params.text("name")
	content, _ := c.params.text("content")
	either, _ := c.params.text("name_or_content")
	among := func(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
	return func(template *node) bool {
		text := strings.ToLower(plainText(template.values["components"]))
		score, _ := template.values["quality_score"].(map[string]any)
		return (name == "" || template.text("name") == name) &&
			(status == "" || template.text("status") == status) &&
			among(categories, template.text("category")) && among(languages, template.text("language")) &&
			among(scores, plainText(score["score"])) && changed(template) &&
			(source == "" || source == orElse(template.hidden["source"], "MANUAL")) &&
			strings.Contains(text, strings.ToLower(content)) &&
			(either == "" || strings.Contains(template.text("name"), either) || strings.Contains(text, strings.ToLower(either)))
	}, nil
}

// timeFilter keeps the templates that were changed since and until a time.
func (c *call) timeFilter() (func(*node) bool, *failure) {
	bounds := map[string]int64{"since": math.MinInt64, "until": math.MaxInt64}
	for name := range bounds {
		if text, given := c.params.text(name); given {
			seconds, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return nil, invalid("Param %s must be a Unix timestamp - got %q", name, text)
			}
			bounds[name] = seconds
		}
	}
	return func(template *node) bool {
		changed, err := time.Parse(graphTimeLayout, template.text("last_updated_time"))
		return err != nil || bounds["since"] <= changed.Unix() && changed.Unix() <= bounds["until"]
	}, nil
}

// deleteTemplates deletes by name, by name and id, or by ids.
func (c *call) deleteTemplates() (any, *failure) {
	ids, several, f := c.params.list("hsm_ids")
	if f != nil {
		return nil, f
	}
	name, hasName := c.params.text("name")
	id, hasID := c.params.text("hsm_id")
	if !several && !hasName {
		return nil, missing("name")
	}
	wanted := func(template *node) bool {
		switch {
		case several:
			return slices.ContainsFunc(ids, func(id any) bool { return plainText(id) == template.id })
		case hasID:
			return template.id == id && template.text("name") == name
		}
		return template.text("name") == name
	}
	var found []*node
	for _, template := range c.node.connected(templatesEdge) {
		if wanted(template) {
			found = append(found, template)
		}
	}
	if len(found) == 0 || several && len(found) < len(ids) {
		f := invalid("The account has no such template")
		f.envelope.Subcode = 2593002
		return nil, f
	}
	for _, template := range found {
		c.graph.removeTemplate(template)
	}
	return success(), nil
}

func (c *call) archiveTemplates() (any, *failure) {
	return c.archiving("archived_templates", archivedTemplate, approvedTemplate, archivedTemplate)
}

func (c *call) unarchiveTemplates() (any, *failure) {
	return c.archiving("unarchived_templates", "UNARCHIVED", archivedTemplate, approvedTemplate)
}

// archiving moves templates from one status to another. The host of these
// operations is another one, which a server in memory does not tell apart.
func (c *call) archiving(member, event, from, to string) (any, *failure) {
	ids, given, f := c.params.list("hsm_ids")
	if f != nil {
		return nil, f
	}
	if !given {
		return nil, missing("hsm_ids")
	}
	moved, failed := []any{}, map[string]any{}
	for _, value := range ids {
		id := plainText(value)
		template := c.node.item(templatesEdge, id)
		switch {
		case template == nil:
			failed[id] = "The account has no such template"
		case template.text("status") != from:
			failed[id] = "The template is " + template.text("status")
		default:
			moved = append(moved, id)
			template.values["status"] = to
			c.server.announce(template, event)
		}
	}
	return map[string]any{member: moved, "failed_templates": failed}, nil
}
