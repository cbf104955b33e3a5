using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Functions.Data;

/// <summary>The storage account that the Functions host itself works with.</summary>
internal static class HostStorage
{
    private const string Name = "AzureWebJobsStorage";

    /// <summary>
    /// By <c>AzureWebJobsStorage</c>, a connection string, or by an identity: <c>AzureWebJobsStorage__accountName</c> or
    /// <c>__blobServiceUri</c>, with <c>__credential</c> <c>managedidentity</c> and <c>__clientId</c> where they are needed.
    /// </summary>
    /// <remarks>The environment's <c>__</c> is the configuration's <c>:</c>.</remarks>
    public static BlobServiceClient Connect(SettingsReader settings, BlobClientOptions options)
    {
        if (settings.Optional(Name) is { } connectionString)
            return ByConnectionString(settings, connectionString, options);
        if (settings.Optional($"{Name}:blobServiceUri") is { } uri)
        {
            if (Uri.TryCreate(uri, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)
                return new(address, Credential(settings), options);
            settings.Refuse($"{Name}__blobServiceUri", "should be an https address such as https://account.blob.core.windows.net.");
        }
        else if (settings.Optional($"{Name}:accountName") is { } account)
        {
            if (account.Length is >= 3 and <= 24 && account.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character)))
                return new(new Uri($"https://{account}.blob.core.windows.net"), Credential(settings), options);
            settings.Refuse($"{Name}__accountName", "should be the name of a storage account: 3 to 24 small letters and digits.");
        }
        else
        {
            settings.Refuse(
                Name, $"is missing: set it to the storage account's connection string, or {Name}__accountName to its name and let the app's identity use it.");
        }

        return Emulator(options);
    }

    private static BlobServiceClient ByConnectionString(SettingsReader settings, string connectionString, BlobClientOptions options)
    {
        try
        {
            return new(connectionString, options);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            settings.Refuse(Name, "should be the connection string of a storage account, as the portal shows it below Access keys.");
            return Emulator(options);
        }
    }

    /// <param name="clientId">Of an identity that is assigned to the app; null for its own.</param>
    public static ManagedIdentityCredential ManagedIdentity(string? clientId) =>
        new(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));

    private static TokenCredential Credential(SettingsReader settings)
    {
        var clientId = settings.Optional($"{Name}:clientId");
        return settings.Optional($"{Name}:credential") switch
        {
            null => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId }),
            "managedidentity" => ManagedIdentity(clientId),
            _ => Refused(settings),
        };
    }

    private static DefaultAzureCredential Refused(SettingsReader settings)
    {
        settings.Refuse($"{Name}__credential", "should be managedidentity, or not be set.");
        return new();
    }

    private static BlobServiceClient Emulator(BlobClientOptions options) => new("UseDevelopmentStorage=true", options);
}
