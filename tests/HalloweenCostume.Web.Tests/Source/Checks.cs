using System.Text.Json;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Web.Tests.Source;

/// <summary>The field's own tools over the site's source. Each returns what it says, and nothing where it has nothing to say.</summary>
internal static class Checks
{
    /// <summary>Once for all: npm must not install it twice at the same time.</summary>
    public static readonly NodeFolder Tools = new("Checks");

    public static async Task<string> TypesAsync(SiteSource site)
    {
        using var folder = new TestFolder();
        var project = folder.Below("tsconfig.json");
        // One by one: by a pattern, a script would not be read that has a .d.ts of the same name.
        await File.WriteAllTextAsync(project, JsonSerializer.Serialize(new
        {
            extends = Tools.Below("tsconfig.json"), files = site.Read(".js", ".ts").Select(file => Path.Combine(site.Folder, file.Name)),
        }));
        return await RunAsync(site, "typescript/bin/tsc", "--project", project, "--pretty", "false");
    }

    public static Task<string> EslintAsync(SiteSource site) =>
        RunAsync(site, "eslint/bin/eslint.js", "--config", Tools.Below("eslint.config.js"), "--max-warnings", "0", "web");

    public static Task<string> StylelintAsync(SiteSource site) =>
        RunAsync(site, "stylelint/bin/stylelint.mjs", "--config", Tools.Below("stylelint.config.js"), "--max-warnings", "0", "web/**/*.css");

    // From above the site: ESLint looks at nothing that is not below the folder it works in.
    private static async Task<string> RunAsync(SiteSource site, string program, params string[] arguments)
    {
        var (exitCode, output, errors) = await Tools.RunAsync($"node_modules/{program}", arguments, Path.GetDirectoryName(site.Folder));
        var said = $"{output}{errors}".Trim();
        return exitCode == 0 || said.Length > 0 ? said : $"{program} ended with {exitCode}.";
    }
}
