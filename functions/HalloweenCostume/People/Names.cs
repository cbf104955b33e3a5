using System.Text.Json;
using HalloweenCostume.Http;

namespace HalloweenCostume.People;

/// <summary>What a person, or a key, may be called.</summary>
public static class Names
{
    public const string Rule = "1 to 100 characters";

    private const int Max = 100;

    public static bool IsName(string name) => name.Length is > 0 and <= Max && !name.Any(char.IsControl) && name.Any(c => !char.IsWhiteSpace(c));

    /// <returns>The name without the white space around it; null when it is none, which <paramref name="errors"/> then says.</returns>
    public static string? Read(JsonElement body, string field, FieldErrors errors)
    {
        if (JsonBody.Text(body, field, errors)?.Trim() is not { } name)
            return null;
        if (IsName(name))
            return name;
        errors.Add(field, $"must be a name of {Rule}.");
        return null;
    }
}
