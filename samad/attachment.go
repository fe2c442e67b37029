package samad

// AttachmentFacts are what the history tells of an attachment for ever: nothing
// that says what it is called or shows.
type AttachmentFacts struct {
	ID   string `json:"id"`   // a ULID
	Type string `json:"type"` // media type, as sniffed; one of [AttachmentTypes]
	Size int    `json:"size"` // bytes
	// Sealed is the SHA-256 of what the store of blobs holds, so that a change
	// there is found without any key; zero where it was not recorded.
	Sealed Hash `json:"sealed,omitzero"`
}

// Attachment is one as those see it who may.
type Attachment struct {
	AttachmentFacts
	// Name is the file name that it was given, made safe: no path, no control
	// characters, and an ending that fits the type.
	Name string
}

// AttachmentContent is an attachment with what it holds.
type AttachmentContent struct {
	Attachment
	Content []byte
}

// Attached is embedded in the payloads of steps with which attachments come.
// What is to be erased with the case (the names, the keys under which the
// contents are sealed and their hashes) is the event's sealed value
// "attachments".
type Attached struct {
	Attachments []AttachmentFacts `json:"attachments,omitempty"`
}

func (a *Attached) attached() []AttachmentFacts { return a.Attachments }

// attachmentsName is the name of the sealed value with an event's attachments.
const attachmentsName = "attachments"

// attachmentRecord is what the sealed value holds of one attachment. Its key is
// not wrapped by the vault: it lies under the case's own key, so that it lives
// and dies with it and needs no rotation of its own.
type attachmentRecord struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Key  []byte `json:"key"`
	Sum  Hash   `json:"sum"` // SHA-256 of the content
}

// attachmentsOf returns the attachments that came with an event and the Seq of
// the event whose value tells the rest: for an answer that was approved, that
// of the draft.
func attachmentsOf(e Event) ([]AttachmentFacts, int64, error) {
	p, err := e.Payload()
	if err != nil {
		return nil, 0, err
	}
	facts, seq := attachmentsIn(e, p)
	return facts, seq, nil
}

// attachmentsIn is [attachmentsOf] for a payload that was read.
func attachmentsIn(e Event, p Payload) ([]AttachmentFacts, int64) {
	with, ok := p.(interface{ attached() []AttachmentFacts })
	if !ok {
		return nil, 0
	}
	if a, ok := p.(*AnsweredCase); ok && a.Draft != 0 {
		return with.attached(), a.Draft
	}
	return with.attached(), e.Seq
}

// petitioners says with which events the petitioner's own attachments come.
// They may tell who somebody is, whatever they are called.
func petitioners(t EventType) bool {
	return t == EventSubmitted || t == EventInformed || t == EventObjected
}
