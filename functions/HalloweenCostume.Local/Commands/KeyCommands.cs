using System.CommandLine;
using System.Globalization;
using HalloweenCostume.Access;
using HalloweenCostume.People;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Local.Commands;

internal static class KeyCommands
{
    public static Command Build() => new("keys", "Who may come in, where ACCESS is 'keys': each key opens the site by an invite link.") { Issue(), List(), Revoke() };

    private static Command Issue()
    {
        var name = new Option<string>("--name") { Description = "What the key is called in the list, such as \"Anna's phone\".", Required = true };
        var person = new Option<long?>("--person") { Description = "For this person's pictures alone (an id of 'people list')." };
        var household = new Option<bool>("--household") { Description = "For everybody's pictures." };
        var admin = new Option<bool>("--admin") { Description = "For everybody's pictures, and for people, models and keys." };
        var days = new Option<int?>("--days") { Description = $"Ends after so many days, 1 to {KeyRules.MaxDays}; without it the key has no end." };
        var site = new Option<string?>("--site") { Description = "Where people open the site, for the link; otherwise SITE_URL, or where the server listens." };
        var command = new Command("issue", "Makes a key and prints it, its invite link and a QR code of that. It is shown this once.") { name, person, household, admin, days, site };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var (personId, expires) = (parsed.GetValue(person), parsed.GetValue(days));
            var called = parsed.GetRequiredValue(name).Trim();
            if (!Names.IsName(called))
                return await Operator.RefuseAsync($"--name: give a name of {Names.Rule}.");
            if ((personId is null ? 0 : 1) + (parsed.GetValue(household) ? 1 : 0) + (parsed.GetValue(admin) ? 1 : 0) != 1)
                return await Operator.RefuseAsync("Say for whom: give one of --person ID, --household and --admin.");
            if (expires is < 1 or > KeyRules.MaxDays)
                return await Operator.RefuseAsync($"--days: give a whole number from 1 to {KeyRules.MaxDays}.");
            if (Site(parsed.GetValue(site), services.GetRequiredService<AccessOptions>()) is not { } address)
                return await Operator.RefuseAsync("--site: give the address of the site, such as https://party.example.");
            var role = personId is not null ? AccessRole.Person : parsed.GetValue(admin) ? AccessRole.Admin : AccessRole.Household;
            var ends = expires is { } number ? services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(number) : (DateTimeOffset?)null;
            if (await services.GetRequiredService<AccessKeyDb>().IssueAsync(new(called, role, personId, ends), cancellationToken) is not var (record, key))
                return await Operator.RefuseAsync($"--person: nobody has the id {personId}. 'people list' shows the ids.");
            Print(record, key, Invites.Link(address, key));
            return 0;
        });
        return command;
    }

    private static void Print(AccessKeyRecord record, string key, string link)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Issued key {record.Id} ({record.Name}). It is shown this once:"));
        Console.WriteLine();
        Console.WriteLine($"  key     {key}");
        Console.WriteLine($"  invite  {link}");
        Console.WriteLine();
        Console.Write(InviteQr.Text(link));
    }

    // Where the server listens on all addresses, the machine's name is what others on its network can try.
    private static string? Site(string? given, AccessOptions access)
    {
        if (given is not null)
            return Uri.TryCreate(given, UriKind.Absolute, out var site) && site.Scheme is "http" or "https" && site.PathAndQuery == "/" && site.Fragment.Length == 0 ? site.GetLeftPart(UriPartial.Authority) : null;
        if (access.SiteUrl is { } known)
            return known;
        var url = new SettingsReader(new ConfigurationBuilder().AddEnvironmentVariables().Build()).Text("ASPNETCORE_URLS", LocalOptions.DefaultUrl).Split(';')[0];
        foreach (var any in (string[])["://*", "://+", "://0.0.0.0", "://[::]"])
            url = url.Replace(any, $"://{Environment.MachineName}", StringComparison.Ordinal);
        return url.TrimEnd('/');
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the keys, newest first; not the keys themselves, which nobody can see again.");
        command.Does((_, services, _) =>
        {
            Operator.Print(["ID", "NAME", "FOR", "ISSUED", "ENDS", "LAST USED", "REVOKED"], services.GetRequiredService<AccessKeyDb>().All().Select(key => new[]
            {
                key.Id.ToString(CultureInfo.InvariantCulture), key.Name, key.UserId is { } person ? $"person {person}" : key.Role == AccessRole.Admin ? "admin" : "household",
                Day(key.CreatedAt), Day(key.ExpiresAt), Day(key.LastUsedAt), Day(key.RevokedAt),
            }));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<long>("id") { Description = "The key's id (see 'keys list')." };
        var command = new Command("revoke", "Ends a key and everything that signed in with it, at once.") { id };
        command.Does(async (parsed, services, cancellationToken) =>
        {
            var key = parsed.GetValue(id);
            if (!await services.GetRequiredService<AccessKeyDb>().RevokeAsync(key, cancellationToken))
                return await Operator.RefuseAsync($"No key has the id {key}. 'keys list' shows the ids.");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Revoked key {key}"));
            return 0;
        });
        return command;
    }

    private static string Day(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-";
}
