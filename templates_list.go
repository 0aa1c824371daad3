package whatsapp

import (
	"net/url"
	"time"
)

// ListTemplatesOptions selects a page of templates: those that match all
// filters that are set.
type ListTemplatesOptions struct {
	ListOptions
	// Name keeps the template with this name only, in all of its languages.
	Name string
	// NameOrContent keeps templates whose name or text contains these words,
	// and Content those whose text does.
	NameOrContent string
	Content       string
	// Categories, Languages and QualityScores keep templates with one of the
	// values.
	Categories    []MessageTemplateCategory
	Languages     []string
	QualityScores []QualityRating
	// Status keeps templates in this state only.
	Status MessageTemplateStatus
	// Source keeps templates that a person or that Meta has written.
	Source MessageTemplateSource
	// Since and Until bound the time of the latest change, to the second.
	Since time.Time
	Until time.Time
}

func (o *ListTemplatesOptions) addFilters(query url.Values) error {
	setIfPresent(query, "name", o.Name)
	setIfPresent(query, "name_or_content", o.NameOrContent)
	setIfPresent(query, "content", o.Content)
	setIfPresent(query, "category", jsonList(o.Categories))
	setIfPresent(query, "language", jsonList(o.Languages))
	setIfPresent(query, "quality_score", jsonList(o.QualityScores))
	setIfPresent(query, "status", string(o.Status))
	setIfPresent(query, "source", string(o.Source))
	setIfPresent(query, "since", unixSeconds(o.Since))
	setIfPresent(query, "until", unixSeconds(o.Until))
	return nil
}
