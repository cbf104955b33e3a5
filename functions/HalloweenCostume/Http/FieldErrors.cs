namespace HalloweenCostume.Http;

/// <summary>What is wrong with a request, by field.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _messages = [];

    public bool Any => _messages.Count > 0;

    /// <summary>All messages in one text, each with its field.</summary>
    public string Summary => string.Join(" ", ToDictionary().SelectMany(entry => entry.Value));

    /// <param name="message">Continues a sentence that begins with the field's name: “must be …”.</param>
    public FieldErrors Add(string field, string message)
    {
        if (!_messages.TryGetValue(field, out var messages))
            _messages[field] = messages = [];
        messages.Add(message);
        return this;
    }

    public Dictionary<string, string[]> ToDictionary() =>
        _messages.ToDictionary(field => field.Key, field => field.Value.Select(message => $"{field.Key} {message}").ToArray());
}
