using System.Text;

namespace HalloweenCostume.Local.Demo.Art;

internal enum Disguise
{
    Vampire, Witch, Pirate, Robot, Ghost, Cat, Wizard, Mummy, Zombie,
    Skeleton, Princess, Knight, Astronaut, Werewolf, PumpkinHead, Superhero, Devil, Clown,
}

internal enum Place { House, Castle, Forest, Graveyard, Sea, City, Space, Field }

internal enum Mood { Any, Green, Red, Orange, Blue, Purple, Pink, Gold }

/// <summary>What the artist understands of a prompt: single words, in English and a few neighbours; null where none speaks of it.</summary>
internal sealed record Reading(Disguise? Disguise, Place? Place, Mood Mood)
{
    private static readonly Dictionary<string, Disguise> Disguises = Index<Disguise>(
        (Art.Disguise.Vampire, "vampire dracula nosferatu fangs vampir vampiro вампир дракула 🧛"),
        (Art.Disguise.Witch, "witch witches sorceress broom broomstick cauldron hexe bruja ведьма sorcière"),
        (Art.Disguise.Pirate, "pirate buccaneer corsair captain swashbuckler pirat pirata пират 🏴"),
        (Art.Disguise.Robot, "robot android cyborg machine droid steampunk робот roboter 🤖"),
        (Art.Disguise.Ghost, "ghost ghostly phantom spirit spectre specter sheet geist gespenst призрак привидение fantasma fantôme 👻"),
        (Art.Disguise.Cat, "cat kitten kitty feline panther catwoman katze gato кот кошка 🐱 🐈"),
        (Art.Disguise.Wizard, "wizard mage sorcerer warlock merlin magician druid zauberer mago волшебник 🧙"),
        (Art.Disguise.Mummy, "mummy pharaoh bandages bandage mumie momia мумия egyptian"),
        (Art.Disguise.Zombie, "zombie undead frankenstein frankensteins monster ghoul зомби 🧟"),
        (Art.Disguise.Skeleton, "skeleton skull bones reaper calavera catrina skelett esqueleto скелет squelette 💀 ☠"),
        (Art.Disguise.Princess, "princess queen fairy ballerina bride prinzessin princesa принцесса princesse elf 👸 🧚"),
        (Art.Disguise.Knight, "knight armor armour paladin crusader gladiator viking ritter caballero рыцарь chevalier"),
        (Art.Disguise.Astronaut, "astronaut spaceman cosmonaut spacesuit alien astronauta astronaute космонавт 👽"),
        (Art.Disguise.Werewolf, "werewolf wolf wolfman werwolf lycan оборотень beast 🐺"),
        (Art.Disguise.PumpkinHead, "pumpkinhead jack-o-lantern scarecrow kürbis calabaza тыква 🎃"),
        (Art.Disguise.Superhero, "superhero hero superheroine superman batman spiderman heldin ninja 🦸"),
        (Art.Disguise.Devil, "devil demon imp satan hell teufel diablo дьявол diable 😈 👿"),
        (Art.Disguise.Clown, "clown jester harlequin joker circus payaso клоун 🤡"));

    private static readonly Dictionary<string, Place> Places = Index<Place>(
        (Art.Place.House, "house mansion haunted home villa manor attic haus дом casa maison 🏚"),
        (Art.Place.Castle, "castle palace tower fortress dungeon throne transylvania ballroom schloss castillo замок château 🏰"),
        (Art.Place.Forest, "forest woods wood tree trees swamp cabin wald bosque лес лесу forêt 🌲 🌳"),
        (Art.Place.Graveyard, "graveyard cemetery tomb grave graves crypt tombstone pyramid friedhof cementerio кладбище cimetière 🪦"),
        (Art.Place.Sea, "sea ship ocean beach island boat lake shore waves meer mar mer море корабль ⛵ 🌊"),
        (Art.Place.City, "city street town alley rooftop skyline village neon gotham stadt ciudad город ville 🌃"),
        (Art.Place.Space, "space planet galaxy mars stars rocket spaceship cosmos weltraum espacio космос espace 🚀 🪐"),
        (Art.Place.Field, "field corn cornfield farm pumpkin pumpkins patch harvest barn feld campo champ 🌽"));

    private static readonly Dictionary<string, Mood> Moods = Index<Mood>(
        (Mood.Green, "green emerald toxic slime poison swamp grün verde"),
        (Mood.Red, "red crimson blood bloody scarlet fire hell rot rojo rouge"),
        (Mood.Orange, "orange pumpkin pumpkins autumn fall harvest sunset dusk"),
        (Mood.Blue, "blue midnight moonlight moonlit ice frozen winter space blau azul bleu"),
        (Mood.Purple, "purple violet lila magic magical morado"),
        (Mood.Pink, "pink rose candy sweet cute rosa"),
        (Mood.Gold, "gold golden candlelight candle candles sepia vintage old"));

    public static Reading Of(string prompt)
    {
        var words = Split(prompt);
        return new(
            Find(words, Disguises) ?? Shape(words),
            Find(words, Places),
            Find(words, Moods) ?? Mood.Any);
    }

    /// <summary>"A pumpkin" alone is a costume; "a vampire among pumpkins" is not.</summary>
    private static Disguise? Shape(List<string> words) => words.Contains("pumpkin") ? Art.Disguise.PumpkinHead : null;

    private static T? Find<T>(List<string> words, Dictionary<string, T> index)
        where T : struct
    {
        foreach (var word in words)
        {
            if (index.TryGetValue(word, out var found) || (word.EndsWith('s') && index.TryGetValue(word[..^1], out found)))
                return found;
        }

        return null;
    }

    private static List<string> Split(string prompt)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in prompt.EnumerateRunes())
        {
            if (Rune.IsLetter(rune) || rune.Value == '-')
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
                continue;
            }

            Flush();
            if (rune.Value > 0x2000)
                words.Add(rune.ToString());
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }

    private static Dictionary<string, T> Index<T>(params ReadOnlySpan<(T Meaning, string Words)> entries)
    {
        var index = new Dictionary<string, T>();
        foreach (var (meaning, words) in entries)
        {
            foreach (var word in words.Split(' '))
                index.TryAdd(word, meaning);
        }

        return index;
    }
}
