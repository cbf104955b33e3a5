using System.Text.Json;
using System.Text.Json.Nodes;

namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <summary>Reads a model's input; what does not fit becomes an error of the shape that pydantic gives it.</summary>
/// <param name="location">Where <paramref name="input"/> is in the request, from "body" on.</param>
internal sealed class InputReader(JsonElement input, JsonArray errors, params string[] location)
{
    public string? Text(string name, bool required = false)
    {
        if (Find(name) is not { } value)
        {
            if (required)
                Refuse(name, "missing", "Field required", input);
            return null;
        }
        return value.ValueKind == JsonValueKind.String ? value.GetString() : Refuse<string>(name, "string_type", "Input should be a valid string", value);
    }

    public bool Flag(string name, bool otherwise) => Find(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => Refuse<bool>(name, "bool_type", "Input should be a valid boolean", value),
    };

    public long? Whole(string name, long min = long.MinValue, long max = long.MaxValue)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            return Refuse<long?>(name, "int_type", "Input should be a valid integer", value);
        return InRange(name, value, number, min, max) ? number : null;
    }

    public double Number(string name, double otherwise, double min, double max)
    {
        if (Find(name) is not { } value)
            return otherwise;
        if (value.ValueKind != JsonValueKind.Number)
            return Refuse<double>(name, "float_type", "Input should be a valid number", value);
        var number = value.GetDouble();
        return InRange(name, value, number, min, max) ? number : otherwise;
    }

    public string Choice(string name, params string[] choices)
    {
        if (Find(name) is not { } value)
            return choices[0];
        if (value.ValueKind == JsonValueKind.String && choices.Contains(value.GetString()))
            return value.GetString()!;
        var expected = string.Join(" or ", choices.Select(choice => $"'{choice}'"));
        Refuse(name, "literal_error", $"Input should be {expected}", value, new JsonObject { ["expected"] = expected });
        return choices[0];
    }

    public JsonElement? Find(string name) =>
        input.ValueKind == JsonValueKind.Object && input.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public void Refuse(string name, string type, string message, JsonElement value, JsonObject? context = null)
    {
        var error = new JsonObject
        {
            ["type"] = type,
            ["loc"] = new JsonArray([.. location.Append(name).Select(part => int.TryParse(part, out var index) ? (JsonNode)index : part)]),
            ["msg"] = message,
            ["input"] = JsonNode.Parse(value.GetRawText()),
        };
        if (context is not null)
            error["ctx"] = context;
        errors.Add(error);
    }

    private T? Refuse<T>(string name, string type, string message, JsonElement value)
    {
        Refuse(name, type, message, value);
        return default;
    }

    private bool InRange(string name, JsonElement value, double number, double min, double max)
    {
        if (number < min)
            Refuse(name, "greater_than_equal", $"Input should be greater than or equal to {min:0.##}", value, new JsonObject { ["ge"] = min });
        else if (number > max)
            Refuse(name, "less_than_equal", $"Input should be less than or equal to {max:0.##}", value, new JsonObject { ["le"] = max });
        return number >= min && number <= max;
    }
}
