using System.Reflection;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Infra;

/// <summary>The Bicep compiler: the one that <c>BICEP</c> names, else the package's, else one that is installed.</summary>
internal static class Bicep
{
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("BICEP")
        ?? typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "Bicep")?.Value
        ?? Tool.Find("bicep")
        ?? throw new InvalidOperationException("The tests of infra need the Bicep CLI: install it, or set BICEP to its path.");

    public static string Folder { get; } = Path.Combine(Repository.Root, "infra", "azure");

    /// <summary>What <c>main.bicepparam</c> asks of the environment.</summary>
    public static Dictionary<string, string?> Parameters => new()
    {
        ["SITE_LOCATION"] = "westeurope",
        ["SITE_DOMAIN"] = null,
        ["PACKAGE_NAME"] = "functions-0123456789abcdef.zip",
        ["ALERT_EMAIL"] = "operator@party.example",
        ["DURABLE_TASK_SCHEDULER"] = null,
        ["ADMIN_KEY_SHA256"] = "the-hash",
        ["RATE_IMAGES_PER_HOUR"] = null,
        ["RATE_IMAGES_PER_DAY"] = null,
        ["SESSION_DAYS"] = null,
        ["FAL_KEY"] = "the-fal-key",
        ["GCP_PROJECT_ID"] = "party-123456",
        ["GCP_CLIENT_EMAIL"] = "halloween-costume@party-123456.iam.gserviceaccount.com",
        ["GCP_PRIVATE_KEY"] = "the-private-key",
        ["GCP_LORA_BUCKET_NAME"] = "party-loras",
        ["GCP_USER_IMG_GENERATED_BUCKET_NAME"] = "party-generated",
        ["GCP_USER_IMG_UPLOAD_BUCKET_NAME"] = "party-uploads",
        ["GCP_BACKUP_BUCKET_NAME"] = "party-backups",
    };

    private static readonly Lazy<Task<string>> _compiled = new(CompileAsync);

    /// <summary><c>main.bicep</c> as a template of the Azure Resource Manager.</summary>
    public static Task<string> Compiled => _compiled.Value;

    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunAsync(Folder, Parameters, arguments);

    public static Task<(int ExitCode, string Output)> RunAsync(string folder, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        Tool.RunAsync(Program, arguments, environment, folder);

    private static async Task<string> CompileAsync()
    {
        using var folder = new TestFolder();
        Assert.Equal((0, ""), await RunAsync("build", "main.bicep", "--outfile", folder.Below("main.json")));
        return await File.ReadAllTextAsync(folder.Below("main.json"));
    }
}
