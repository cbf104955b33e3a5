using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Http;

/// <summary>Reads ids from routes and queries.</summary>
public static class Ids
{
    /// <returns>Null when the text is no whole number of 64 bits; the caller answers 400 with <see cref="NotANumber"/>.</returns>
    public static long? Number(string? text) =>
        // TryParse lets NULs at the end pass.
        text is { Length: <= 20 } && !text.Contains('\0') && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <returns>Null when the text is no UUID in its usual form: such a thing does not exist, which is a 404.</returns>
    public static Guid? Uuid(string? text) => Guid.TryParseExact(text, "D", out var id) ? id : null;

    public static IResult NotANumber(string field) => Problems.Invalid(field, "must be a whole number, such as 1.");
}
