using HalloweenCostume.Settings;

namespace HalloweenCostume.Functions.Storage;

/// <param name="Known">Whether the account is one that the settings name; an emulator can do without.</param>
internal sealed record GcsOptions(StorageEndpoint Endpoint, ServiceAccount Account, bool Known)
{
    private const string Project = "GCP_PROJECT_ID";
    private const string Email = "GCP_CLIENT_EMAIL";
    private const string Key = "GCP_PRIVATE_KEY";

    public static GcsOptions From(SettingsReader settings)
    {
        var endpoint = StorageEndpoint.From(settings);
        var file = settings.Optional(ServiceAccountFile.Setting);
        var named = settings.Has(Email) || settings.Has(Key);
        if (!named && file is null && endpoint.Emulator)
            return new(endpoint, ServiceAccount.MakeUp(), Known: false);
        if (!endpoint.Safe)
            settings.Refuse(StorageEndpoint.Setting, $"'{endpoint.Address}' would get what is signed in the clear: use https, or leave the credentials out.");
        var account = named || file is null ? FromVariables(settings) : ServiceAccountFile.Read(settings, file);
        return new(endpoint, account ?? new("", "", default), Known: true);
    }

    private static ServiceAccount? FromVariables(SettingsReader settings)
    {
        var project = Required(settings, Project, "project_id");
        var email = Required(settings, Email, "client_email");
        var pem = Required(settings, Key, "private_key");
        if (project?.Any(c => c is <= ' ' or > '~') == true)
            settings.Refuse(Project, $"'{project}' should be the project_id of the service account's key file.");
        if (email is not null && !ServiceAccount.IsEmail(email))
            settings.Refuse(Email, $"'{email}' should be the client_email of the service account's key file, such as name@project.iam.gserviceaccount.com.");
        if (project is null || email is null || pem is null)
            return null;
        var key = PrivateKeyPem.Read(pem, out var fault);
        if (fault.Length > 0)
            settings.Refuse(Key, fault);
        return new(project, email, key);
    }

    private static string? Required(SettingsReader settings, string name, string field)
    {
        var text = settings.Optional(name);
        if (text is null)
            settings.Refuse(name, $"is missing: it should be the {field} of the service account's key file.");
        return text;
    }
}
