using System.Text.Json;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Functions.Storage;

/// <summary>
/// Application default credentials, as far as URLs can be signed with them: the key file of a service account. The other kinds have no key,
/// so that each URL would cost a call to Google.
/// </summary>
internal static class ServiceAccountFile
{
    public const string Setting = "GOOGLE_APPLICATION_CREDENTIALS";

    public static ServiceAccount? Read(SettingsReader settings, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement is { ValueKind: JsonValueKind.Object } file && Text(file, "type") is { } type)
                return type == "service_account" ? Account(settings, file) : Refuse(settings, $"'{path}' is a file of type {type}, with which no URL can be signed");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refuse(settings, $"'{path}' cannot be read");
        }
        catch (JsonException)
        {
            // Said below.
        }

        return Refuse(settings, $"'{path}' is no key file");
    }

    private static ServiceAccount? Account(SettingsReader settings, JsonElement file)
    {
        if (Text(file, "project_id") is not { } project || Text(file, "client_email") is not { } email || Text(file, "private_key") is not { } pem)
            return Refuse(settings, "The file has no project_id, client_email or private_key");
        var key = PrivateKeyPem.Read(pem, out var fault);
        return fault.Length == 0 ? new(project, email, key) : Refuse(settings, "The private_key of the file " + fault.Split(':')[0]);
    }

    private static ServiceAccount? Refuse(SettingsReader settings, string fault)
    {
        settings.Refuse(Setting, $"{fault}: it should be the path of a service account's key file. Or set GCP_PROJECT_ID, GCP_CLIENT_EMAIL and GCP_PRIVATE_KEY.");
        return null;
    }

    private static string? Text(JsonElement file, string name) =>
        file.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
