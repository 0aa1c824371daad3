package graphtest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// seriesKind is an entry of the edges that count. Its points are those of the
// whole answer.
var seriesKind = &kind{
	typeName: "WhatsAppBusinessAnalytics",
	idField:  "granularity",
	standard: "granularity product_type waba_timezone data_points",
}

// performanceKind is a template on an edge about which Meta documents nothing.
var performanceKind = &kind{typeName: "WhatsAppBusinessHSM", standard: "id name"}

const (
	analyticsEdge      = "analytics"
	maxCountedIDs      = 10
	daysOfTemplates    = 90
	insightsNotEnabled = 200007
)

var (
	templateMetrics = []string{
		"APP_ACTIVATIONS", "APP_ADD_TO_CART", "APP_CHECKOUTS_INITIATED", "APP_PURCHASES", "APP_PURCHASES_CONVERSION_VALUE",
		"CLICKED", "COST", "DELIVERED", "READ", "REPLIED", "SENT",
		"WEBSITE_ADD_TO_CART", "WEBSITE_CHECKOUTS_INITIATED", "WEBSITE_PURCHASES", "WEBSITE_PURCHASES_CONVERSION_VALUE",
	}
	groupMetrics = []string{"CLICKS", "COST", "DELIVERED", "PARTICIPANTS_JOINED", "PARTICIPANTS_LEFT", "READ", "REPLIES", "SENT"}
	productTypes = []string{"CLOUD_API", "MARKETING_MESSAGES_API_FOR_WHATSAPP", "MARKETING_MESSAGES_LITE_API"}
)

func (c *call) listTemplateAnalytics() (any, *failure) {
	product, f := c.params.choiceFold("product_type", productTypes...)
	if f != nil {
		return nil, f
	}
	product = orElse(product, "cloud_api")
	return c.countTemplates("template_ids", templatesEdge, "template_id", product, func(a *trafficEntry, ids []string) []string {
		if a.Marketing == (product == "cloud_api") {
			return nil
		}
		return among(ids, a.TemplateID)
	})
}

func (c *call) listTemplateGroupAnalytics() (any, *failure) {
	return c.countTemplates("template_group_ids", templateGroupsEdge, "template_group_id", "", func(a *trafficEntry, ids []string) []string {
		var groups []string
		for _, id := range ids {
			if c.node.item(templateGroupsEdge, id).item(templatesOfGroupEdge, a.TemplateID) != nil {
				groups = append(groups, id)
			}
		}
		return groups
	})
}

func among(ids []string, id string) []string {
	if slices.Contains(ids, id) {
		return []string{id}
	}
	return nil
}

// countTemplates counts day by day what was sent with templates, for each of
// the ids in a parameter that an entry belongs to.
func (c *call) countTemplates(parameter, edge, label, product string, belongs func(*trafficEntry, []string) []string) (any, *failure) {
	if c.node.values["is_enabled_for_insights"] != true {
		return nil, &failure{http.StatusBadRequest, Error{
			Message: "(#200007) Template Insights have not been enabled for this WhatsApp Business Account",
			Type:    oauthException,
			Code:    insightsNotEnabled,
		}}
	}
	ids, f := c.countedIDs(parameter, edge, maxCountedIDs)
	if f != nil {
		return nil, f
	}
	days, f := c.days()
	if f != nil {
		return nil, f
	}
	metrics, f := c.countedMetrics(templateMetrics, []string{"SENT", "DELIVERED", "READ", "REPLIED", "CLICKED", "COST"})
	if f != nil {
		return nil, f
	}
	var points []any
	for _, id := range ids {
		t := days.tally(map[string]any{label: id})
		for _, one := range c.graph.traffic.of(c.node) {
			if slices.Contains(belongs(one, ids), id) {
				t.add(one)
			}
		}
		for _, point := range t.inOrder() {
			points = append(points, point.ofTemplate(metrics))
		}
	}
	return c.countedSeries(points, map[string]any{"product_type": product, "waba_timezone": days.zone})
}

func numbersOfMessages(a *trafficEntry) map[string]float64 {
	if a.Sent == 0 && a.Joined == 0 && a.Left == 0 {
		return nil
	}
	return map[string]float64{
		"sent": float64(a.Sent), "delivered": float64(a.Delivered), "read": float64(a.Read), "replied": float64(a.Replied), "cost": a.Cost,
		"joined": float64(a.Joined), "left": float64(a.Left),
	}
}

// ofTemplate returns the JSON of a template's day.
func (p *dataPoint) ofTemplate(metrics []string) map[string]any {
	object := p.members()
	for _, metric := range metrics {
		switch metric {
		case "cost":
			cost := []any{map[string]any{"type": "amount_spent", "value": rounded(p.sums["cost"])}}
			if delivered := p.sums["delivered"]; delivered > 0 {
				cost = append(cost, map[string]any{"type": "cost_per_delivered", "value": rounded(p.sums["cost"] / delivered)})
			}
			object["cost"] = cost
		case "clicked":
			var clicked []any
			for _, text := range slices.Sorted(maps.Keys(p.clicks)) {
				clicked = append(clicked, map[string]any{"type": "quick_reply_button", "button_content": text, "count": p.clicks[text]})
			}
			if clicked != nil {
				object["clicked"] = clicked
			}
		default:
			p.show(object, metric)
		}
	}
	return object
}

func (c *call) listGroupAnalytics() (any, *failure) {
	ids, f := c.countedIDs("group_ids", "", 1)
	if f != nil {
		return nil, f
	}
	days, f := c.days()
	if f != nil {
		return nil, f
	}
	if _, given := c.params["metric_types"]; !given {
		return nil, missing("metric_types")
	}
	metrics, f := c.countedMetrics(groupMetrics, nil)
	if f != nil {
		return nil, f
	}
	for i, metric := range metrics {
		metrics[i] = strings.TrimPrefix(metric, "participants_")
	}
	t := days.tally(map[string]any{"group_id": ids[0]})
	for _, one := range c.graph.traffic.of(c.node) {
		if one.GroupID == ids[0] {
			t.add(one)
		}
	}
	return c.countedSeries(shown(t.inOrder(), metrics...), nil)
}

func (c *call) listTemplatePerformance() (any, *failure) {
	name, _ := c.params.text("name")
	id, _ := c.params.text("template_id")
	return c.list(listing{edge: templatesEdge, view: performanceKind, keep: func(template *node) bool {
		return (name == "" || template.text("name") == name) && (id == "" || template.id == id)
	}})
}

// countedIDs reads a list of ids of the objects on an edge; without an edge,
// the objects are not checked.
func (c *call) countedIDs(name, edge string, most int) ([]string, *failure) {
	values, _, f := c.params.list(name)
	switch {
	case f != nil:
		return nil, f
	case len(values) == 0:
		return nil, missing(name)
	case len(values) > most:
		return nil, invalid("Param %s must have at most %d items - got %d", name, most, len(values))
	}
	ids := make([]string, len(values))
	for i, value := range values {
		ids[i] = strings.Trim(plainText(value), `"'`)
		if edge != "" && c.node.item(edge, ids[i]) == nil {
			return nil, invalid("Param %s[%d] must be an id of the account - got %q", name, i, ids[i])
		}
	}
	return ids, nil
}

// countedMetrics reads the metrics, and returns the usual ones if there are
// none.
func (c *call) countedMetrics(known, usual []string) ([]string, *failure) {
	values, _, f := c.params.list("metric_types")
	if f != nil {
		return nil, f
	}
	var asked []string
	for _, value := range values {
		words, f := wordsOf("metric_types", plainText(value), known)
		if f != nil {
			return nil, f
		}
		asked = append(asked, words...)
	}
	return visibleMetrics(c.node, asked, usual)
}

// countedSeries returns a page of one entry, or of none if nothing was counted.
func (c *call) countedSeries(points []any, members map[string]any) (any, *failure) {
	holder := newNode(seriesKind, "", map[string]any{})
	if len(points) > 0 {
		values := map[string]any{"data_points": points}
		for name, value := range members {
			if value != "" {
				values[name] = value
			}
		}
		holder.connect(analyticsEdge, newNode(seriesKind, "DAILY", values))
	}
	connection := listing{edge: analyticsEdge, view: seriesKind}
	w, f := c.requestedWindow(connection)
	if f != nil {
		return nil, f
	}
	return c.page(holder, connection, w, c.fields, c.pageLinks())
}
