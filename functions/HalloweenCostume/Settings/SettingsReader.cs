using System.Globalization;
using HalloweenCostume.Http;
using Microsoft.Extensions.Configuration;

namespace HalloweenCostume.Settings;

/// <summary>Reads settings and collects what is wrong with them, so that the operator sees all of it at once.</summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _errors = [];

    public bool Has(string name) => !string.IsNullOrWhiteSpace(configuration[name]);

    public void Refuse(string name, string remedy) => _errors.Add($"{name}: {remedy}");

    /// <summary>White space around a value is dropped: a newline at the end of a key is enough for fal to refuse it.</summary>
    public string? Optional(string name) => Has(name) ? configuration[name]!.Trim() : null;

    /// <summary>Everything that is kept lies below it, unless another setting says otherwise.</summary>
    public string DataFolder => Text("DATA_DIR", "data");

    public string Text(string name, string otherwise) => Optional(name) ?? otherwise;

    public string OneOf(string name, string otherwise, params string[] values)
    {
        var text = Text(name, otherwise);
        if (values.FirstOrDefault(value => value.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } value)
            return value;
        Refuse(name, $"'{text}' should be one of {string.Join(", ", values)}.");
        return otherwise;
    }

    /// <summary>A number of <paramref name="unit"/> such as <c>15</c> or <c>0.5</c>.</summary>
    public TimeSpan Duration(string name, TimeSpan unit, double otherwise, double min, double max)
    {
        var text = Text(name, otherwise.ToString(CultureInfo.InvariantCulture));
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number * unit;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"'{text}' should be a number from {min} to {max}."));
        return otherwise * unit;
    }

    /// <summary>A whole number such as <c>60</c>.</summary>
    public int Whole(string name, int otherwise, int min, int max)
    {
        var text = Text(name, otherwise.ToString(CultureInfo.InvariantCulture));
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"'{text}' should be a whole number from {min} to {max}."));
        return otherwise;
    }

    /// <summary>An absolute https address; http only for a loopback host.</summary>
    public Uri Address(string name, string otherwise)
    {
        var text = Text(name, otherwise);
        if (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && WebAddresses.IsSafeToUse(address)
            && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0)
            return address;
        Refuse(name, $"'{text}' should be an https address such as {otherwise} (http only for this machine itself).");
        return new Uri(otherwise);
    }

    /// <exception cref="SettingsException">At least one setting is missing or senseless.</exception>
    public void ThrowIfRefused()
    {
        if (_errors.Count > 0)
            throw new SettingsException(_errors);
    }
}

public sealed class SettingsException(IReadOnlyList<string> errors) : Exception("The settings are not usable:\n  " + string.Join("\n  ", errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
