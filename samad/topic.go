package samad

// Topic is a subject in the tree of subjects.
type Topic struct {
	ID     TopicID `json:"id"`
	Title  Text    `json:"title"`
	Parent TopicID `json:"parent,omitempty"`
	Leaf   bool    `json:"leaf"` // cases are filed under leaves only
	// Agency, Kind and Urgency are what most cases of the topic turn out to
	// be: a default for rules and for suggestions, never a decision.
	Agency  AgencyID `json:"agency,omitempty"`
	Kind    Kind     `json:"kind,omitempty"`
	Urgency Urgency  `json:"urgency,omitempty"`
	// Keywords are words and phrases that people use for it, Combos stems
	// that must all occur in any order, Variants other spellings.
	Keywords []string   `json:"keywords,omitempty"`
	Combos   [][]string `json:"combos,omitempty"`
	Variants []string   `json:"variants,omitempty"`
	// Questions are asked of the petitioner besides the text.
	Questions []Question `json:"questions,omitempty"`
	// Advice lists articles that may settle the matter without a case.
	Advice []Advice `json:"advice,omitempty"`
	Validity
}

// QuestionType says what answer a question wants.
type QuestionType string

// The types of a question.
const (
	TextQuestion   QuestionType = "text"
	NumberQuestion QuestionType = "number" // a decimal number in any digits
	DateQuestion   QuestionType = "date"   // a Persian date, YYYY-MM-DD in any digits
	ChoiceQuestion QuestionType = "choice" // the id of one of its choices
)

// Question is one that a topic or a kind asks of the petitioner. The Desk
// checks the answers, forms ask them, Open311 gives them out as attributes.
type Question struct {
	ID       string       `json:"id"`
	Label    Text         `json:"label"`
	Type     QuestionType `json:"type"`
	Required bool         `json:"required,omitempty"`
	Choices  []Choice     `json:"choices,omitempty"`
}

// Choice is one of the answers that a [ChoiceQuestion] allows.
type Choice struct {
	ID    string `json:"id"`
	Label Text   `json:"label"`
}

// Advice is an article that helps people without a case: what to do, where,
// with which papers, by which electronic service.
type Advice struct {
	ID    string   `json:"id"`
	Title Text     `json:"title"`
	Text  Text     `json:"text"`
	Owner AgencyID `json:"owner"` // the agency that answers for the text
	Links []Link   `json:"links,omitempty"`
	Validity
}

// Link leads from an article to an electronic service.
type Link struct {
	Title Text   `json:"title"`
	URL   string `json:"url"`
}
