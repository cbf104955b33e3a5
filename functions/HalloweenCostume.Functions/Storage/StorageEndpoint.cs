using HalloweenCostume.Http;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Functions.Storage;

/// <param name="Address">Scheme, host and port alone.</param>
/// <param name="Emulator">Whether it is not Google's own.</param>
internal sealed record StorageEndpoint(Uri Address, bool Emulator)
{
    public const string Setting = "STORAGE_EMULATOR_HOST";
    private static readonly StorageEndpoint _google = new(new("https://storage.googleapis.com"), Emulator: false);

    /// <summary>Whether what is signed may travel there.</summary>
    public bool Safe => WebAddresses.IsSafeToUse(Address);

    /// <summary>As Google's clients read it: a host with or without http://, a path to the JSON API or none.</summary>
    public static StorageEndpoint From(SettingsReader settings)
    {
        if (settings.Optional(Setting) is not { } text)
            return _google;
        if (Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address.AbsolutePath.Trim('/') is "" or "storage/v1"
            && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0)
            return new(new(address.GetLeftPart(UriPartial.Authority)), Emulator: true);
        settings.Refuse(Setting, $"'{text}' should be a host such as localhost:4443 or an address such as http://localhost:4443.");
        return _google;
    }
}
