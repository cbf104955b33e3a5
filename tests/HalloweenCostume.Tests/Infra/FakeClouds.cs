using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Infra;

/// <summary>
/// Runs the scripts of <c>infra</c> with the commands of the folder <c>Fakes</c> in front of the PATH: they take the place of
/// the clouds and of what is published, and keep what was asked of them.
/// </summary>
internal sealed class FakeClouds : IDisposable
{
    public const string FalKey = "fal-0123:secret-of-fal";
    public const string PrivateKey = "secret-of-google";
    public const string DeploymentToken = "secret-of-the-site";
    public const string ServiceAccount = "halloween-costume@party-123456.iam.gserviceaccount.com";

    private static readonly string _fakes = Path.Combine(Repository.Root, "tests", "HalloweenCostume.Tests", "Infra", "Fakes");
    private readonly TestFolder _folder = new();

    public FakeClouds()
    {
        Directory.CreateDirectory(State());
        Program = "version 1";
    }

    public Dictionary<string, string> Parameters { get; } = new()
    {
        ["AZURE_SUBSCRIPTION_ID"] = "01234567-89ab-cdef-0123-456789abcdef",
        ["AZURE_RESOURCE_GROUP"] = "party",
        ["AZURE_LOCATION"] = "westeurope",
        ["SITE_LOCATION"] = "westeurope",
        ["SITE_DOMAIN"] = "",
        ["ALERT_EMAIL"] = "operator@party.example",
        ["DURABLE_TASK_SCHEDULER"] = "false",
        ["FAL_KEY"] = FalKey,
        ["GCP_PROJECT_ID"] = "party-123456",
        ["GCP_LOCATION"] = "europe-west1",
        ["GCP_LORA_BUCKET_NAME"] = "party-loras",
        ["GCP_USER_IMG_GENERATED_BUCKET_NAME"] = "party-generated",
        ["GCP_USER_IMG_UPLOAD_BUCKET_NAME"] = "party-uploads",
        ["GCP_SERVICE_ACCOUNT"] = "halloween-costume",
    };

    /// <summary>What is set in the shell that the scripts run in.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>What is built from the sources.</summary>
    public string Program { set => File.WriteAllText(State("program"), value); }

    public string KeyFile => _folder.Below("key.json");

    /// <summary>All calls so far, one a line, each beginning with the command's name.</summary>
    public string[] Calls => Lines("calls");

    /// <summary>What was made so far; a thing that is made twice stands there twice.</summary>
    public string[] Made => Lines("made");

    /// <summary>Commands, each with the names of the secrets in its environment.</summary>
    public string[] Seen => Lines("seen");

    public string State(params string[] names) => _folder.Below(["state", .. names]);

    /// <summary>The next calls of that kind fail.</summary>
    public void Fail(string kind, int times) => File.WriteAllText(State("fail-" + kind), times.ToString(null as IFormatProvider));

    public Task<(int ExitCode, string Output)> DeployAsync() => RunAsync("deploy.sh");

    public Task<(int ExitCode, string Output)> SetUpGoogleAsync(string? siteOrigin = null) => RunAsync("google/setup.sh", siteOrigin);

    public void Dispose() => _folder.Dispose();

    private async Task<(int ExitCode, string Output)> RunAsync(string script, string? siteOrigin = null)
    {
        var parameters = _folder.Below("parameters.env");
        await File.WriteAllLinesAsync(parameters, ["# A comment", "", .. Parameters.Select(parameter => $"{parameter.Key}={parameter.Value}"), $"GCP_KEY_FILE={KeyFile}"]);
        // What the developer's own shell has set must not decide.
        var environment = Parameters.Keys.ToDictionary(name => name, _ => null as string);
        environment["GCP_KEY_FILE"] = null;
        environment["SITE_ORIGIN"] = siteOrigin;
        foreach (var name in (string[])["GCP_BACKUP_BUCKET_NAME", "RATE_IMAGES_PER_HOUR", "RATE_IMAGES_PER_DAY", "SESSION_DAYS", "NEW_ADMIN_KEY", "ADMIN_KEY_SHA256"])
            environment[name] = Environment.GetValueOrDefault(name);
        environment["PATH"] = _fakes + Path.PathSeparator + System.Environment.GetEnvironmentVariable("PATH");
        environment["STATE"] = State();
        environment["PRIVATE_KEY"] = PrivateKey;
        environment["DEPLOYMENT_TOKEN"] = DeploymentToken;
        return await Tool.RunAsync("bash", [Path.Combine(Repository.Root, "infra", script), parameters], environment, _folder.Path);
    }

    private string[] Lines(string name) => File.Exists(State(name)) ? File.ReadAllLines(State(name)) : [];
}
