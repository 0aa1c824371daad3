package graphtest

import "fmt"

// TemplateGroup is a group of templates that analytics count together.
type TemplateGroup struct {
	ID          string
	Name        string
	Description string
	// TemplateIDs are templates of the account.
	TemplateIDs []string
}

var templateGroupKind = &kind{
	name:     "template-group",
	typeName: "BusinessMessagingTemplateGroup",
	standard: "id name description",
	edges:    map[string]listing{templatesOfGroupEdge: {edge: templatesOfGroupEdge, view: templateKind}},
}

const (
	templateGroupsEdge   = "template_groups"
	templatesOfGroupEdge = "whatsapp_business_templates"
)

// AddTemplateGroup adds a group of templates to a WABA and returns its id.
func (s *Server) AddTemplateGroup(wabaID string, group TemplateGroup) string {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	for _, id := range group.TemplateIDs {
		if waba.item(templatesEdge, id) == nil {
			panic(fmt.Sprintf("graphtest: %s has no template with the id %q: add it first", wabaID, id))
		}
	}
	return s.graph.addTemplateGroup(waba, group).id
}

func (g *graph) addTemplateGroup(waba *node, t TemplateGroup) *node {
	group := g.add(templateGroupKind, t.ID, map[string]any{
		"name":        orElse(t.Name, "Templates"),
		"description": t.Description,
	})
	group.links["owner"] = waba
	waba.connect(templateGroupsEdge, group)
	for _, id := range t.TemplateIDs {
		group.connect(templatesOfGroupEdge, waba.item(templatesEdge, id))
	}
	return group
}

func (c *call) listTemplateGroups() (any, *failure) {
	return c.list(listing{edge: templateGroupsEdge, view: templateGroupKind})
}

func (c *call) createTemplateGroup() (any, *failure) {
	name, _ := c.params.text("name")
	description, _ := c.params.text("description")
	switch {
	case name == "":
		return nil, missing("name")
	case description == "":
		return nil, missing("description")
	}
	ids, given, f := c.groupTemplates(c.node, templatesOfGroupEdge)
	if f != nil {
		return nil, f
	}
	if !given {
		return nil, missing(templatesOfGroupEdge)
	}
	group := c.graph.addTemplateGroup(c.node, TemplateGroup{Name: name, Description: description, TemplateIDs: ids})
	return map[string]any{"id": group.id}, nil
}

// groupTemplates reads ids of templates of the account, each once.
func (c *call) groupTemplates(waba *node, name string) (ids []string, given bool, f *failure) {
	values, given, f := c.params.list(name)
	if f != nil {
		return nil, given, f
	}
	seen := map[string]bool{}
	for i, value := range values {
		id := plainText(value)
		if waba.item(templatesEdge, id) == nil {
			return nil, given, invalid("Param %s[%d] must be the id of a template of the account - got %q", name, i, id)
		}
		if !seen[id] {
			ids = append(ids, id)
		}
		seen[id] = true
	}
	return ids, given, nil
}

func (c *call) editTemplateGroup() (any, *failure) {
	waba := c.node.account()
	added, adds, f := c.groupTemplates(waba, "add_"+templatesOfGroupEdge)
	if f != nil {
		return nil, f
	}
	removed, removes, f := c.groupTemplates(waba, "remove_"+templatesOfGroupEdge)
	if f != nil {
		return nil, f
	}
	fields := c.templateFields("name", "description")
	if !adds && !removes && len(fields) == 0 {
		return nil, missing("name")
	}
	for name, value := range fields {
		c.node.values[name] = value
	}
	for _, id := range added {
		if c.node.item(templatesOfGroupEdge, id) == nil {
			c.node.connect(templatesOfGroupEdge, waba.item(templatesEdge, id))
		}
	}
	for _, id := range removed {
		c.node.disconnect(templatesOfGroupEdge, id)
	}
	return success(), nil
}

func (c *call) deleteTemplateGroup() (any, *failure) {
	c.node.account().disconnect(templateGroupsEdge, c.node.id)
	delete(c.graph.nodes, c.node.id)
	return success(), nil
}
