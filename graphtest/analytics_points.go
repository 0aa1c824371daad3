package graphtest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// An interval is one of those that a request divides its time into.
type interval struct{ start, end time.Time }

// A tally adds up traffic by interval and by label, into data points. The
// intervals begin at its start.
type tally struct {
	start, end  time.Time
	granularity string
	// labels returns the members that say what a point is about.
	labels func(*trafficEntry) map[string]any
	// count returns the numbers of an entry; nil skips it.
	count func(*trafficEntry) map[string]float64

	points []*dataPoint
	known  map[string]*dataPoint
}

// A dataPoint is an interval of one label.
type dataPoint struct {
	interval
	labels map[string]any
	sums   map[string]float64
	clicks map[string]int
}

func (t *tally) add(one *trafficEntry) {
	if one.At.Before(t.start) || !one.At.Before(t.end) {
		return
	}
	numbers := t.count(one)
	if numbers == nil {
		return
	}
	point := t.point(t.intervalOf(one.At), t.labels(one))
	for name, number := range numbers {
		point.sums[name] += number
	}
	for text, clicks := range one.Clicks {
		point.clicks[text] += clicks
	}
}

// intervalOf returns the interval that a time is in.
func (t *tally) intervalOf(at time.Time) interval {
	var found interval
	if strings.HasPrefix(strings.ToUpper(t.granularity), "MONTH") {
		found = monthOf(t.start, at)
	} else {
		length := 24 * time.Hour
		if strings.EqualFold(t.granularity, "HALF_HOUR") {
			length = 30 * time.Minute
		}
		start := t.start.Add(at.Sub(t.start).Truncate(length))
		found = interval{start, start.Add(length)}
	}
	if found.end.After(t.end) {
		found.end = t.end
	}
	return found
}

func monthOf(start, at time.Time) interval {
	for i := 1; ; i++ {
		if next := start.AddDate(0, i, 0); next.After(at) {
			return interval{start.AddDate(0, i-1, 0), next}
		}
	}
}

// point returns the data point of an interval and its labels.
func (t *tally) point(in interval, labels map[string]any) *dataPoint {
	key := fmt.Sprint(in.start.Unix(), labels)
	if point := t.known[key]; point != nil {
		return point
	}
	point := &dataPoint{interval: in, labels: labels, sums: map[string]float64{}, clicks: map[string]int{}}
	if t.known == nil {
		t.known = map[string]*dataPoint{}
	}
	t.known[key] = point
	t.points = append(t.points, point)
	return point
}

// inOrder returns the points by time. Points of the same time keep the order in
// which they were made.
func (t *tally) inOrder() []*dataPoint {
	slices.SortStableFunc(t.points, func(a, b *dataPoint) int { return a.start.Compare(b.start) })
	return t.points
}

// members returns the members that all data points have.
func (p *dataPoint) members() map[string]any {
	object := map[string]any{"start": p.start.Unix(), "end": p.end.Unix()}
	for name, value := range p.labels {
		if value != "" {
			object[name] = value
		}
	}
	return object
}

// show adds the sum with this name to the members of a point, as a whole number
// unless it is a cost.
func (p *dataPoint) show(object map[string]any, names ...string) {
	for _, name := range names {
		object[name] = int(p.sums[name])
		if name == "cost" {
			object[name] = rounded(p.sums[name])
		}
	}
}

// rounded hides the error that sums of decimal fractions have.
func rounded(cost float64) float64 {
	const most = 1e6
	return float64(int64(cost*most+0.5)) / most
}
