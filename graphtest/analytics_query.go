package graphtest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A countQuery is what a request asks to be counted. Its methods read the
// parameters, and note the first that is wrong.
type countQuery struct {
	parameters  map[string]string
	start, end  time.Time
	granularity string
	numbers     []string
	countries   []string
	failed      *failure
}

// readQuery reads the parameters that the fields have in common.
func readQuery(field selection, now time.Time, granularities ...string) (*countQuery, *failure) {
	q := &countQuery{parameters: field.parameters}
	start, f := q.moment("start")
	if f != nil {
		return nil, f
	}
	end, f := q.moment("end")
	if f != nil {
		return nil, f
	}
	if f := checkPeriod(start, end, now.AddDate(-1, 0, 0)); f != nil {
		return nil, f
	}
	q.start, q.end = start, end
	granularity := q.scalar("granularity")
	switch {
	case granularity == "":
		return nil, missing("granularity")
	case !isAmong(granularity, granularities...):
		return nil, notAmong("granularity", granularity, granularities)
	}
	q.granularity = strings.ToUpper(granularity)
	q.numbers, q.countries = q.list("phone_numbers"), q.list("country_codes")
	return q, nil
}

// scalar returns a parameter without the quotes that it may have.
func (q *countQuery) scalar(name string) string { return strings.Trim(q.parameters[name], `"'`) }

func (q *countQuery) moment(name string) (time.Time, *failure) {
	text := q.scalar(name)
	if text == "" {
		return time.Time{}, missing(name)
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, invalid("Param %s must be a UNIX timestamp - got %q", name, text)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// checkPeriod checks a time against the earliest that can be asked for.
func checkPeriod(start, end, earliest time.Time) *failure {
	switch {
	case !end.After(start):
		return invalid("Param end must be after start")
	case start.Before(earliest):
		return invalid("Param start must not be before %s", earliest.Format(time.DateOnly))
	}
	return nil
}

// list reads a list in any of the forms that Meta's samples have: ["A","B"],
// [A,B], ['A'] and A,B. Its items must be among the allowed ones, if there are
// any.
func (q *countQuery) list(name string, allowed ...string) []string {
	items, f := wordsOf(name, q.parameters[name], allowed)
	if f != nil && q.failed == nil {
		q.failed = f
	}
	return items
}

func wordsOf(name, text string, allowed []string) ([]string, *failure) {
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "["), "]")
	var words []string
	for item := range strings.SplitSeq(text, ",") {
		word := strings.Trim(item, ` "'`)
		if word == "" {
			continue
		}
		if len(allowed) > 0 && !isAmong(word, allowed...) {
			return nil, notAmong(name, word, allowed)
		}
		words = append(words, strings.ToUpper(word))
	}
	return words, nil
}

// metrics reads what is asked for and returns the members of points, all of
// them if nothing is asked for. Accounts that pay through a partner do not see
// what they pay.
func (q *countQuery) metrics(waba *node, known ...string) []string {
	asked := q.list("metric_types", known...)
	names, f := visibleMetrics(waba, asked, known)
	if f != nil && q.failed == nil {
		q.failed = f
	}
	return names
}

func visibleMetrics(waba *node, asked, known []string) ([]string, *failure) {
	hidden := waba.hidden["cost"] != ""
	if hidden && len(asked) == 1 && isCost(asked[0]) {
		f := invalid("Cost not available")
		f.envelope.UserTitle = "Cost not available"
		f.envelope.UserMessage = "The business is billed by its partner, which knows what it charges."
		return nil, f
	}
	if len(asked) == 0 {
		asked = known
	}
	var names []string
	for _, metric := range asked {
		if !hidden || !isCost(metric) {
			names = append(names, strings.ToLower(metric))
		}
	}
	return names, nil
}

// labels reads the dimensions and returns the members of points that belong to
// them.
func (q *countQuery) labels(members map[string]string) []string {
	known := make([]string, 0, len(members))
	for dimension := range members {
		known = append(known, dimension)
	}
	slices.Sort(known)
	var names []string
	for _, dimension := range q.list("dimensions", known...) {
		names = append(names, members[dimension])
	}
	return names
}

// tally counts the traffic of an account that the filters keep.
func (q *countQuery) tally(g *graph, waba *node, labels []string, count func(*trafficEntry) map[string]float64) []*dataPoint {
	t := &tally{start: q.start, end: q.end, granularity: q.granularity, count: count}
	t.labels = func(a *trafficEntry) map[string]any {
		object, members := map[string]any{}, a.members()
		for _, name := range labels {
			// Free messages do not count towards a tier.
			if name != "tier" || a.PricingType == "REGULAR" {
				object[name] = members[name]
			}
		}
		return object
	}
	for _, one := range g.traffic.of(waba) {
		if allows(q.numbers, one.number) && allows(q.countries, one.Country) {
			t.add(one)
		}
	}
	return t.inOrder()
}
